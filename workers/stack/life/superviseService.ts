/** Keeps one service alive between start and stop. The states and what leads from one to another: serviceLife.ts. */
import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { LogLevel } from '../../../contract/commands'
import { describeCause, MarsadError, toFailure, type Failure } from '../../../contract/errors'
import type { ServiceName, ServiceSnapshot, Wait } from '../../../contract/snapshot'
import { asFailure, type DataFolder } from '../data/dataFolder'
import { hasRoom, tellsOfFullDisk } from '../data/diskRoom'
import { makePassage, writeFor } from '../data/ownership'
import type { Registry } from '../data/registry'
import type { ServiceEntry } from '../data/servicesFile'
import { openServiceLog, type ServiceLog } from '../logs/serviceLog'
import { isFree } from '../ports/choosePort'
import { portOwner } from '../ports/portOwner'
import { endProcess } from '../process/endProcess'
import { hasCode } from '../../../common/hasCode'
import { isAlive, type ProcessIdentity } from '../../../common/process/identity'
import { followProcess, startService, type Exit, type FollowedProcess } from '../process/startService'
import { mainThread } from '../process/mainThread'
import type { Command, Healing, ServiceDescription } from '../services/description'
import { givenTo } from '../services/environment'
import { loopbackShell } from '../embedded/loopbackShell'
import { exitFailure } from './exitFailure'
import { advance, responsive, type HangWatch } from './hangWatch'
import { keepDoor } from './keepDoor'
import { watchHealing } from './healingWatch'
import { nextRestart, recentOf } from './restartBudget'
import { processOf, serves, viewOf, type ServiceLife } from './serviceLife'
import { takeTurns } from './turns'

/** What this start is about: where, and with which port. */
export interface Assignment {
  readonly description: ServiceDescription
  readonly folder: DataFolder
  readonly registry: Registry
  readonly taken: ServiceEntry['taken']
}

export interface Supervisor {
  readonly name: ServiceName
  snapshot(preferredPort: number): ServiceSnapshot
  /** Whether its process runs and answers. */
  serves(): boolean
  process(): ProcessIdentity | null
  /** The port that its door holds; null while it has none open. */
  doorPort(): number | null
  /** Hands over what the next start is about. */
  assign(assignment: Assignment): void
  /** Shows that it will start as soon as another service answers. */
  hold(wait: Wait): void
  /** It will not: the start was given up before its turn came. */
  unhold(): void
  /**
   * Adopts or starts it; does nothing if it runs. Resolves when it answers.
   * @throws MarsadError when it does not come up; it then rests as `failed` until the next start.
   */
  start(): Promise<void>
  /** Ends it, at whatever point it is. Resolves when its process is gone. */
  stop(): Promise<void>
  /** Asks it once; silence for longer than {@link silenceLimitMs} shows as a failure of a running service. */
  probe(): Promise<void>
  /** Reads what it has logged since the last call. */
  pollLog(): void
  setUsage(cpu: number | null, memoryBytes: number | null): void
  /** What is wrong with it although it answers (a connector that failed); null when that has passed. */
  setFault(fault: Failure | null): void
  /** Lets go of the process without ending it. */
  release(): void
}

export interface SupervisorEvents {
  /** Its snapshot is another one now. */
  changed(): void
  /** It answers again after it had exited and was started again by itself. */
  restarted(): void
  /** @param at when it was written, in milliseconds since the epoch; now where it is not known. */
  log(level: LogLevel, text: string, at?: number | null): void
}

/** A running service that has not answered for so long is shown as unreachable. */
export const silenceLimitMs = 15_000
const askEveryMs = 100
const readEveryMs = 25
/** How long a service that was found running may take to answer before it is ended and started anew. */
const adoptLimitMs = 5_000
/** How long a killed process may hold its port, and how often it is tried, in milliseconds. */
const portReleaseMs = 5_000
const portAgainMs = 100
/** How often a full disk is looked at, in milliseconds. */
const roomEveryMs = 1_000
/** A first start that fails at once is tried once more: a port may have been lost to another program in between. */
const firstStartAttempts = 2
const secondAttemptDelayMs = 500
/** How long a process that hangs may take to follow SIGTERM, in milliseconds. */
const hungStopLimitMs = 2_000

export function superviseService(name: ServiceName, events: SupervisorEvents, now: () => number): Supervisor {
  let life: ServiceLife = { state: 'stopped', since: now() }
  let assignment: Assignment | null = null
  let log: ServiceLog | null = null
  /** Reads each line that the service logs while somebody waits for one. */
  let reader: ((line: string) => void) | null = null
  let version: string | null = null
  let startMs: number | null = null
  let restarts = 0
  let restartHistory: readonly number[] = []
  let lastAnswerAt = 0
  let probing = false
  let fault: Failure | null = null
  let cpu: number | null = null
  let memoryBytes: number | null = null
  let hang: HangWatch = responsive
  const turns = takeTurns()
  const door = keepDoor((text) => events.log('warn', text))

  const currentLife = (): ServiceLife => life
  const become = (next: ServiceLife): void => {
    life = next
    if (processOf(next) === null) [cpu, memoryBytes] = [null, null]
    if (next.state !== 'running') fault = null
    // Between two starts of its own it stays open, and says that nobody answers.
    if (next.state === 'stopped' || next.state === 'failed') door.close()
    events.changed()
  }
  const waitFor = (waitingFor: Wait, process: ProcessIdentity | null = null): void => {
    const since = life.state === 'starting' ? life.since : now()
    become({ state: 'starting', since, waitingFor, process })
  }
  const assigned = (): Assignment => {
    if (assignment === null) throw new MarsadError('not_running', { service: name })
    return assignment
  }
  const openLog = (): ServiceLog => {
    const { folder, description, registry } = assigned()
    log ??= openServiceLog(
      join(folder.logs, `${name}.log`),
      (level, { text, at }) => events.log(level, text, at),
      (line) => {
        reader?.(line)
        const told = description.versionInLog?.exec(line)?.[1]
        if (told === undefined || told === version) return
        version = told
        registry.setVersion(name, version)
        events.changed()
      },
    )
    return log
  }
  const lastLines = (): string[] => {
    log?.poll(true)
    return log?.lastLines() ?? []
  }

  const failureOf = (exit: Exit, lines: readonly string[]): Failure => {
    const path = assigned().folder.root
    return exitFailure(name, exit, lines, { path, hasRoom: hasRoom(path) })
  }

  /** Rejects when it exits; what loses a race against others is told elsewhere. */
  const exitOf = (followed: FollowedProcess): Promise<never> => {
    const exited = followed.exited.then((exit) => {
      throw new MarsadErrorFrom(failureOf(exit, lastLines()))
    })
    exited.catch(ignoreLoser)
    return exited
  }

  /** Waits for the first answer; its exit, the limit or the signal end the waiting with an error. */
  const firstAnswer = async (followed: FollowedProcess, limitMs: number, signal: AbortSignal): Promise<void> => {
    const { description } = assigned()
    const until = now() + limitMs
    const exited = exitOf(followed)
    let last: unknown
    for (;;) {
      signal.throwIfAborted()
      try {
        const told = await Promise.race([exited, description.answers(signal)])
        version = told ?? version
        break
      } catch (thrown) {
        if (thrown instanceof MarsadErrorFrom) throw thrown
        last = thrown
      }
      if (now() >= until) {
        throw new MarsadError('service_timeout', { service: name, seconds: Math.round(limitMs / 1_000) }, last)
      }
      await Promise.race([exited, delay(askEveryMs, undefined, { signal })])
    }
    await Promise.race([exited, description.afterFirstAnswer?.(signal)])
  }

  const settle = (followed: FollowedProcess, tookMs: number | null): void => {
    const { registry } = assigned()
    startMs = tookMs ?? startMs
    lastAnswerAt = now()
    hang = responsive
    registry.setVersion(name, version)
    become({ state: 'running', since: now(), process: followed.process, startMs, silent: null })
    void followed.exited.then((exit) => {
      if (life.state === 'running' && life.process === followed.process) exitedWhileRunning(exit)
    })
  }

  const adopt = async (signal: AbortSignal): Promise<boolean> => {
    const { description, registry } = assigned()
    const entry = registry.get(name)
    if (entry === undefined) return false
    const isBehindDoor = description.door !== undefined
    const fits = entry.fingerprint === fingerprint(description) && (isBehindDoor || entry.port === description.port)
    if (isAlive(entry.process) && fits) {
      if (isBehindDoor) {
        // Its door went with the worker before us; a port that somebody took meanwhile was replaced by another one.
        registry.put(name, { ...entry, port: description.port, taken: assigned().taken })
        await openDoor(entry.process, signal)
      }
      const followed = followProcess(entry.process, signal)
      waitFor('answer', entry.process)
      version = entry.version
      // One that was only just started may still be reading its data.
      const limitMs = Math.max(adoptLimitMs, entry.at + description.startLimitMs - now())
      try {
        await firstAnswer(followed, limitMs, signal)
        settle(followed, null)
        events.log('info', `found running (pid ${entry.process.pid}) and taken over`)
        return true
      } catch (thrown) {
        signal.throwIfAborted()
        events.log('warn', `found running (pid ${entry.process.pid}) but not answering: ${describeCause(thrown)}`)
      }
    }
    waitFor('process', entry.process)
    if ((await endProcess(entry.process, entry.stop)) === 'stuck') throw stuck()
    registry.remove(name)
    return false
  }

  const stuck = (): MarsadError =>
    new MarsadError('service_timeout', { service: name }, new Error('the process does not end, not even by SIGKILL'))

  /**
   * Starts a process in the name of the service, so that whoever comes after this worker finds it, and waits until it is what was wanted.
   * @throws what `until` throws, with the process ended.
   */
  const runProcess = async (
    command: Command,
    wait: Wait,
    until: (followed: FollowedProcess) => Promise<void>,
    signal: AbortSignal,
  ): Promise<FollowedProcess> => {
    const { description, folder, registry, taken } = assigned()
    waitFor('process')
    openLog().startRun()
    const at = now()
    const started = await startService(command, join(folder.logs, `${name}.log`))
    if (!('process' in started)) throw new MarsadErrorFrom(failureOf(started, lastLines()))
    waitFor(wait, started.process)
    try {
      registry.put(name, {
        process: started.process,
        port: description.port,
        taken,
        version: null,
        fingerprint: fingerprint(description),
        at,
        stop: description.stop,
        stopRank: description.stopRank,
      })
      await until(started)
    } catch (thrown) {
      // One that never answered, or that nobody would know of, is of no use; a stop that was asked for ends it by itself.
      if (!signal.aborted) await endProcess(started.process, description.stop)
      if (!signal.aborted) registry.remove(name)
      throw thrown
    }
    return started
  }

  /** Waits until a healing program has done its work; its exit or the signal end the waiting with an error. */
  const healed = async (followed: FollowedProcess, healing: Healing, signal: AbortSignal): Promise<void> => {
    const watch = watchHealing(healing, assigned().description.startLimitMs, now)
    reader = (line) => watch.read(line)
    const exited = exitOf(followed)
    try {
      for (log?.poll(); !watch.isOver(); log?.poll()) {
        await Promise.race([exited, delay(readEveryMs, undefined, { signal })])
      }
    } finally {
      reader = null
    }
  }

  const portTaken = async (port: number): Promise<MarsadError> =>
    new MarsadError('port_taken', { service: name, port, owner: await portOwner(port) })

  const needPort = async (port: number, process: ProcessIdentity | null, signal: AbortSignal): Promise<void> => {
    waitFor('port', process)
    if (!(await becomesFree(port, signal))) throw await portTaken(port)
  }

  /** @param process what runs behind it already. */
  const openDoor = async (process: ProcessIdentity | null, signal: AbortSignal): Promise<void> => {
    const { port, door: wanted } = assigned().description
    if (wanted === undefined || door.port() === port) return
    door.close()
    await needPort(port, process, signal)
    try {
      await door.open(wanted)
    } catch (thrown) {
      throw hasCode(thrown, 'EADDRINUSE') ? await portTaken(port) : thrown
    }
  }

  const launch = async (signal: AbortSignal): Promise<void> => {
    const { description } = assigned()
    const { account } = description.command
    for (const { path, text } of description.files) {
      await makeWay(assigned().folder, dirname(path), account)
      await writeFor(path, text, account)
    }
    await description.prepareData(waitFor, signal)
    await openDoor(null, signal)
    await needPort(description.door?.innerPort ?? description.port, null, signal)
    signal.throwIfAborted()
    const healing = (await description.healing?.()) ?? null
    if (healing !== null) {
      const until = (followed: FollowedProcess): Promise<void> => healed(followed, healing, signal)
      const { process } = await runProcess(healing.command, 'recovery', until, signal)
      await endProcess(process, description.stop)
      assigned().registry.remove(name)
    }
    version = null
    const spawnedAt = now()
    const { startLimitMs } = description
    const started = await runProcess(
      description.command,
      'answer',
      (followed) => firstAnswer(followed, startLimitMs, signal),
      signal,
    )
    settle(started, now() - spawnedAt)
  }

  const exitedWhileRunning = (exit: Exit): void => {
    const lines = lastLines()
    assigned().registry.remove(name)
    const failure = failureOf(exit, lines)
    events.log('error', `ended: ${JSON.stringify(failure.details)}`)
    retryOrGiveUp(failure, lines)
  }

  const retryOrGiveUp = (failure: Failure, lastLog: readonly string[]): void => {
    const { root } = assigned().folder
    if (failure.code === 'disk_full' && !hasRoom(root)) {
      // A start would fail for the same reason and spend the budget: it goes on once somebody has made room.
      become({ state: 'backoff', since: now(), remains: { failure, lastLog } })
      turns.follow(startAgain((signal) => untilRoom(root, signal), turns.signal()))
      return
    }
    const next = nextRestart(restartHistory, now())
    if (next.kind === 'exhausted') {
      const cause = [JSON.stringify(failure.details), failure.cause ?? ''].join('\n')
      const loop: Failure = { code: 'service_crash_loop', details: { service: name, restarts: next.restarts }, cause }
      become({ state: 'failed', since: now(), remains: { failure: loop, lastLog } })
      return
    }
    restartHistory = next.history
    become({ state: 'backoff', since: now(), remains: { failure, lastLog } })
    turns.follow(startAgain((signal) => delay(next.delayMs, undefined, { signal }), turns.signal()))
  }

  /** Never rejects: a failure leads to the next try, or to `failed`. */
  const startAgain = async (pause: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void> => {
    try {
      await pause(signal)
      restarts += 1
      waitFor('process')
      await asFailure(assigned().folder.root, () => launch(signal))
      events.restarted()
    } catch (thrown) {
      if (signal.aborted) return
      retryOrGiveUp(toFailure(thrown), lastLines())
    }
  }

  const bringUp = async (signal: AbortSignal): Promise<void> => {
    try {
      await asFailure(assigned().folder.root, async () => {
        await Promise.resolve(openLog())
      })
      if (await adopt(signal)) return
      for (let attempt = 1; ; attempt += 1) {
        try {
          await asFailure(assigned().folder.root, () => launch(signal))
          return
        } catch (thrown) {
          if (attempt >= firstStartAttempts || !(thrown instanceof MarsadErrorFrom)) throw thrown
          events.log('warn', `ended while it started, tried once more: ${JSON.stringify(thrown.failure.details)}`)
          await delay(secondAttemptDelayMs, undefined, { signal })
        }
      }
    } catch (thrown) {
      if (!signal.aborted) {
        become({ state: 'failed', since: now(), remains: { failure: toFailure(thrown), lastLog: lastLines() } })
      }
      throw thrown
    }
  }

  /** Called after an answer failed: ends a process that gives no sign of life. Its exit then leads to a restart like any other. */
  const endIfHung = async (asked: ProcessIdentity): Promise<void> => {
    const { liveness } = assigned().description
    if (liveness === undefined) return
    const answered = await liveness.ping(turns.signal()).then(
      () => true,
      () => false,
    )
    if (currentLife().state !== 'running' || turns.signal().aborted) return
    hang = advance(hang, { at: performance.now(), answered, thread: mainThread(asked.pid) }, liveness.limitMs)
    if (hang.kind !== 'hung') return
    events.log('error', `hangs: no sign of life for ${Math.round(hang.silentMs / 1_000)} s with its port open; killed`)
    hang = responsive
    await endProcess(asked, { signal: 'SIGTERM', limitMs: hungStopLimitMs })
  }

  const end = async (): ReturnType<typeof endProcess> => {
    const who = processOf(life)
    const plan = assignment?.description.stop
    if (who === null || plan === undefined) return 'gone'
    become({ state: 'stopping', since: now(), process: who })
    return endProcess(who, plan)
  }

  return {
    name,
    snapshot: (preferredPort) => ({
      name,
      ...viewOf(life),
      ...(fault === null ? {} : { failure: fault }),
      host: '127.0.0.1',
      port: assignment?.description.port ?? preferredPort,
      portTaken: assignment?.taken ?? null,
      version,
      startMs,
      restarts,
      recentRestarts: recentOf(restartHistory, now()).length,
      cpu,
      memoryBytes,
      memoryLimitBytes: null,
      network: null,
      disk: null,
      container: null,
      shell: assignment === null ? null : loopbackShell(name, assignment.description.port),
    }),
    serves: () => serves(life) && fault === null,
    process: () => processOf(life),
    doorPort: () => door.port(),
    assign(next) {
      assignment = next
    },
    hold(wait) {
      if (life.state === 'stopped' || life.state === 'failed') waitFor(wait)
    },
    unhold() {
      if (life.state === 'starting' && life.waitingFor.startsWith('dependency_'))
        become({ state: 'stopped', since: now() })
    },
    start() {
      if (life.state === 'running') return Promise.resolve()
      // A person who presses Start does not wait for the backoff, and gets the whole budget again.
      restartHistory = []
      return turns.start(bringUp)
    },
    stop: () =>
      turns.stop(async (aborted) => {
        let outcome = await end()
        await aborted
        // It may have been spawned in the very moment of the stop.
        if (outcome !== 'stuck') outcome = await end()
        const lines = lastLines()
        log?.close()
        log = null
        restartHistory = []
        if (outcome === 'stuck') {
          become({ state: 'failed', since: now(), remains: { failure: stuck().failure, lastLog: lines } })
          return
        }
        assignment?.registry.remove(name)
        become({ state: 'stopped', since: now() })
      }),
    async probe() {
      if (life.state !== 'running' || probing) return
      probing = true
      const asked = life.process
      let silent: Failure | null = null
      try {
        version = (await assigned().description.answers(turns.signal())) ?? version
        lastAnswerAt = now()
        hang = responsive
      } catch (thrown) {
        const silentMs = now() - lastAnswerAt
        const details = { service: name, seconds: Math.round(silentMs / 1_000) }
        const cause = describeCause(thrown)
        // Redis lives on with a full disk and answers nothing but that it cannot write.
        if (tellsOfFullDisk(cause)) {
          silent = { code: 'disk_full', details: { service: name, path: assigned().folder.root }, cause }
        } else if (silentMs >= silenceLimitMs) silent = { code: 'service_unreachable', details, cause }
        await endIfHung(asked)
      } finally {
        probing = false
      }
      // It may have exited, or been stopped, while it was asked.
      const present = currentLife()
      if (present.state === 'running' && present.process === asked && (present.silent !== null || silent !== null)) {
        become({ ...present, silent })
      }
    },
    pollLog: () => log?.poll(),
    setUsage(nextCpu, nextMemory) {
      ;[cpu, memoryBytes] = [nextCpu, nextMemory]
    },
    setFault(next) {
      if (life.state !== 'running' || (next === null && fault === null)) return
      fault = next
      events.changed()
    },
    release() {
      turns.abort()
      door.close()
      log?.close()
      log = null
    },
  }
}

/** A failure that was found out as a value; it carries no stack of ours. */
class MarsadErrorFrom extends MarsadError {
  override readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.code, failure.details)
    this.failure = failure
  }
}

/**
 * Whether a port is free now or in a moment: a process that was killed counts as ended when its first thread has, and the others hold its
 * sockets a little longer.
 */
async function becomesFree(port: number, signal: AbortSignal): Promise<boolean> {
  const until = performance.now() + portReleaseMs
  while (!(await isFree(port))) {
    if (performance.now() >= until) return false
    await delay(portAgainMs, undefined, { signal })
  }
  return true
}

/** A folder in `run` lets the service pass to its configuration; a store is the service's own, and `run` is open already. */
async function makeWay(folder: DataFolder, way: string, account: Command['account']): Promise<void> {
  if (dirname(way) === folder.run) await makePassage(way, account)
  else await mkdir(way, { recursive: true, mode: 0o700 })
}

async function untilRoom(path: string, signal: AbortSignal): Promise<void> {
  while (!hasRoom(path)) await delay(roomEveryMs, undefined, { signal })
}

/** For a promise that lost a race: its outcome was told to somebody else. */
function ignoreLoser(thrown: unknown): void {
  if (!(thrown instanceof MarsadErrorFrom)) throw thrown
}

/** Of what a service is started with; the environment is left out, for it differs from terminal to terminal. */
function fingerprint(description: ServiceDescription): string {
  const { file, args, env, cwd, account } = description.command
  return createHash('sha256')
    .update(JSON.stringify([file, args, givenTo(env), cwd, account, description.files]))
    .digest('hex')
}
