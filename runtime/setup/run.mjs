import { spawn } from 'node:child_process'
import { track } from './children.mjs'

/** @typedef {{ code: number | null, signal: NodeJS.Signals | null, output: string, timedOut: boolean }} RunResult */

/** Enough of a program's last words to find the reason in. */
const keptCharacters = 64 * 1024

/**
 * Runs a program to its end and keeps the end of what it printed (`keepAll`: all). Rejects only where it could not be started.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, keepAll?: boolean, uid?: number, gid?: number, timeoutMs?: number, onOutput?: (text: string) => void }} [options]
 * @returns {Promise<RunResult>}
 */
export async function run(command, args, options = {}) {
  const { timeoutMs, onOutput, keepAll = false, ...rest } = options
  return new Promise((resolve, reject) => {
    const child = track(spawn(command, args, { ...rest, stdio: ['ignore', 'pipe', 'pipe'] }))
    let output = ''
    let timedOut = false
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true
            child.kill('SIGKILL')
          }, timeoutMs)
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', (/** @type {string} */ text) => {
        output = keepAll ? output + text : (output + text).slice(-keptCharacters)
        onOutput?.(text)
      })
    }
    child.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      resolve({ code, signal, output, timedOut })
    })
  })
}

/** Lines that speak of an error without naming it: where npm's log lies, Maven's advice, hints of how to ask for help. */
const empty =
  /complete log of this run|\[ERROR\] (To see the full|Re-run Maven|For more information|\[Help|\[ERROR\] Some problems|The build could not)|^npm error (code|aliases|Usage|Options)?$/i

/**
 * The line of a program's output that most likely names the reason: the first that speaks of an error, since what
 * follows is advice; else the last.
 * @param {RunResult} result
 */
export function reasonOf(result) {
  if (result.timedOut) return 'timed out'
  const lines = result.output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !empty.test(line))
  const telling =
    lines.find((line) =>
      /\b(ERR|error|fatal|E): |\bnpm error (?!code\b|errno\b|syscall\b)\S|\[(ERROR|FATAL)\]/.test(line),
    ) ?? lines.findLast((line) => /\b(error|fail(ed|ure)?|cannot|could not)\b/i.test(line))
  return (telling ?? lines.at(-1) ?? `exit code ${String(result.code ?? result.signal)}`)
    .replace(/^(\[(ERROR|FATAL)\] )+/, '')
    .slice(0, 400)
}
