/** Starts a service as a process that outlives this one, and follows it. */
import { spawn } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import { MarsadError } from '../../../contract/errors'
import { refuseSpecialFile } from '../../../files/refuseSpecialFile'
import { hasCode } from '../../../common/hasCode'
import { identify, isAlive, type ProcessIdentity } from '../../../common/process/identity'
import { spawnAs, type RunAs } from './spawnAs'

/** How a process ended; both null when only its absence was noticed (it was not our child). */
export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface FollowedProcess {
  readonly process: ProcessIdentity
  /** Resolves when it has ended; never rejects. */
  readonly exited: Promise<Exit>
}

export interface StartRequest extends RunAs {
  readonly file: string
  readonly args: readonly string[]
}

/** As 'a', through no link. */
const appending = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW

/**
 * The process leads a session of its own (no terminal's Ctrl-C or hang-up reaches it) and appends straight to its log
 * file, so that neither its life nor its log depends on this process.
 * @throws MarsadError runtime_missing, no_permission when the program cannot be run; an {@link Exit} if it ended at once.
 */
export async function startService(request: StartRequest, logPath: string): Promise<FollowedProcess | Exit> {
  refuseSpecialFile(logPath)
  const log = openSync(logPath, appending, 0o600)
  try {
    const child = spawn(request.file, [...request.args], {
      ...spawnAs(request),
      detached: true,
      stdio: ['ignore', log, log],
    })
    const exited = new Promise<Exit>((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }))
    })
    child.unref()
    if (child.pid === undefined) throw await spawnFailure(request.file, child)
    const who = identify(child.pid)
    return who === null ? await exited : { process: who, exited }
  } finally {
    closeSync(log)
  }
}

function spawnFailure(file: string, child: ReturnType<typeof spawn>): Promise<Error> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      if (hasCode(error, 'ENOENT', 'ENOTDIR')) resolve(new MarsadError('runtime_missing', { path: file }, error))
      else if (hasCode(error, 'EACCES', 'EPERM')) resolve(new MarsadError('no_permission', { path: file }, error))
      else resolve(error)
    })
  })
}

/** How often a process that is not our child is looked at, in milliseconds. */
const lookMs = 300

/** Follows a process that an earlier worker started. */
export function followProcess(who: ProcessIdentity, signal: AbortSignal): FollowedProcess {
  const exited = new Promise<Exit>((resolve) => {
    const timer = setInterval(() => {
      if (isAlive(who)) return
      clearInterval(timer)
      resolve({ code: null, signal: null })
    }, lookMs)
    signal.addEventListener('abort', () => clearInterval(timer), { once: true })
  })
  return { process: who, exited }
}
