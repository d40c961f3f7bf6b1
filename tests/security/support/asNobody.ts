/** Another account of this machine, that owns nothing and that nobody trusts. */
import { execFile } from 'node:child_process'
import { hasCode } from '../../../common/hasCode'

const nobody = 65_534

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Whether tests may act as another account: only root can. */
export const canBeNobody = process.getuid?.() === 0

/** Runs a shell command as the account `nobody`, with an environment of its own. Never rejects for an exit code. */
export const asNobody = (command: string, input = ''): Promise<Outcome> =>
  asAccount({ uid: nobody, gid: nobody }, command, input)

/** The same as another account. */
export function asAccount(
  { uid, gid }: { readonly uid: number; readonly gid: number },
  command: string,
  input = '',
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      'sh',
      ['-c', command],
      {
        uid,
        gid,
        cwd: '/',
        env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: '/nonexistent', LANG: 'C.UTF-8' },
        timeout: 30_000,
        maxBuffer: 16 * 1024 * 1024,
      },
      (error, stdout, stderr) => {
        if (error === null) resolve({ code: 0, stdout, stderr })
        else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr })
        else reject(new Error(`could not run: ${command}`, { cause: error }))
      },
    )
    // A command that reads nothing may be gone before its input is.
    child.stdin?.on('error', (error) => {
      if (!hasCode(error, 'EPIPE')) reject(error)
    })
    child.stdin?.end(input)
  })
}
