import { execFile } from 'node:child_process'

export interface ShellAnswer {
  code: number
  stdout: string
  stderr: string
}

/** Runs one line in bash, as a person types it. */
export function shell(line: string, env: NodeJS.ProcessEnv = {}): Promise<ShellAnswer> {
  return new Promise((done) => {
    execFile(
      'bash',
      ['-c', line],
      { env: { ...process.env, ...env }, maxBuffer: 64 << 20 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
        done({ code, stdout, stderr })
      },
    )
  })
}
