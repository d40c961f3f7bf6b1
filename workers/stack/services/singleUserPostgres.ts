/** Postgres in single-user mode: one process on the cluster that listens nowhere, with the rights of the role that initdb made. */
import { spawn } from 'node:child_process'
import type { Command } from './description'

/** One row of one column, as that mode prints it. Source: printtup.c, debugtup. */
const row = /^\t ?1: \w+ = "(.*)"\t\(typeid = /gm

/**
 * Runs commands, each one transaction, to the end or to the first error.
 * @returns the values of the first column of all answers.
 * @throws with what the server printed when it does not end with 0; AbortError when the signal aborts it.
 */
export function runSingleUser(
  { file, args, cwd, env, account }: Command,
  commands: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...args], {
      cwd,
      env: { ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      signal,
      killSignal: 'SIGKILL',
      ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
    })
    const output: string[] = []
    const errors: string[] = []
    child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text))
    child.once('error', reject)
    // It has ended before it read everything: its exit code says why.
    child.stdin.on('error', () => undefined)
    child.once('close', (code, by) => {
      const values = [...output.join('').matchAll(row)].map(([, value = '']) => value)
      if (code === 0) resolve(values)
      else reject(new Error(`${file} --single ended with ${code ?? by ?? 'nothing'}:\n${errors.join('').trim()}`))
    })
    child.stdin.end(commands.map(asCommand).join(''))
  })
}

/** With -j a semicolon and an empty line end a command, wherever they are. */
const asCommand = (text: string): string =>
  `${text
    .trim()
    .replaceAll(/;\n\s*\n/g, ';\n')
    .replace(/;?$/, ';')}\n\n`
