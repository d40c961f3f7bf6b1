/**
 * Follows the containers of one Compose project on an engine.
 *
 * The engine's stream of events says that something has happened; what is so now is always asked of the engine itself
 * (inspect), a moment later, so that a burst of events costs one question. A slow look at the whole list makes good
 * what a stream may have lost. When the stream breaks it is opened again, from the last event on, after growing pauses.
 */
import { isDeepStrictEqual } from 'node:util'
import type Docker from 'dockerode'
import { z } from 'zod'
import { MarsadError, type ErrorCode, type Failure } from '../../../../contract/errors'
import { pause, retryDelayMs } from '../../../../common/pause'
import { connectFailure } from '../discovery/connectFailure'
import { addressText, type DockerAddress } from '../discovery/dockerAddress'
import { containerListSchema } from '../engine/engineAnswers'
import { projectFilter, serviceOf } from '../engine/labels'
import { lastLinesOrReason } from '../engine/lastLines'
import { streamLines } from '../engine/streamLines'
import { askEngine } from './askEngine'
import { judgeDeath, judgeEnding, type Ending, type EndingKind } from './ending'
import { eventSchema, watchedEvents, type EngineEvent } from './engineEvent'
import { addEvent, noTrace, type Trace } from './trace'
import { inspectWatched, type ContainerFacts, type WatchedContainer } from './watchedContainer'

export interface WatchHandlers {
  /** What is known of a service's container now, each time that has changed; null: it has none any more. */
  readonly changed: (service: string, container: WatchedContainer | null) => void
  /** The engine does not answer; what was known stays as it was. Once, until {@link engineBack}. */
  readonly engineLost: (failure: Failure) => void
  /** It answers again, and what has changed meanwhile has been told. */
  readonly engineBack: () => void
}

export interface ProjectWatch {
  /** Resolves when everything has been looked at once, or the watch has ended. */
  readonly ready: Promise<void>
  /** Resolves when the watch has ended with its signal. */
  readonly closed: Promise<void>
}

export interface WatchedEngine {
  readonly docker: Docker
  /** For the words of a failure. */
  readonly address: DockerAddress
}

/** A burst of events is over, in milliseconds. */
const settleMs = 60
const answerLimitMs = 10_000
const linesLimitMs = 3_000
/** Between two looks at the whole list. */
const lookEveryMs = 30_000
/** A container that was found at rest may have ended so long ago that the engine still has the events of it. */
const recallSeconds = 600
/** Pauses before the stream is opened again, in milliseconds. */
const firstRetryMs = 100
const longestRetryMs = 3_000
/** A stream that lasted so long was a good one, in milliseconds. */
const steadyMs = 5_000
/** Streams that break soon after their opening, one after the other, before somebody is told. */
const patience = 3
/** Failures that say nothing of the engine, only of the way to it. */
const onlyTheWay: readonly ErrorCode[] = ['docker_unreachable', 'docker_timeout', 'docker_ssh', 'docker_tls']
/** What an engine's events and notes of the same end may lie apart. */
const sameEndMs = 5_000

/** What is known of one container. */
interface Entry {
  trace: Trace
  facts: ContainerFacts | null
  ending: Ending | null
  /** Of an unhealthy one. */
  lines: readonly string[]
}

const listedSchema = z.array(
  containerListSchema.element.extend({ State: z.string().default(''), Status: z.string().default('') }),
)

/** @param signal ends the watch. */
export function watchProject(
  { docker, address }: WatchedEngine,
  project: string,
  handlers: WatchHandlers,
  signal: AbortSignal,
): ProjectWatch {
  const entries = new Map<string, Entry>()
  const shown = new Map<string, WatchedContainer>()
  let isLost = false
  /** The engine may have ended since it was last heard. */
  let hasBroken = false
  let lastEventAt = 0
  /** Those of that very moment: they come again when the stream is opened anew. */
  let lastEvents: string[] = []
  let becomeReady: () => void = () => undefined
  const ready = new Promise<void>((resolve) => {
    becomeReady = resolve
  })

  const ask = <T>(request: (limited: AbortSignal) => Promise<T>, within: AbortSignal): Promise<T> =>
    askEngine(within, answerLimitMs, request)

  const entryOf = (id: string): Entry => {
    const entry = entries.get(id) ?? { trace: noTrace, facts: null, ending: null, lines: [] }
    entries.set(id, entry)
    return entry
  }

  /** Tells what is new of a service. */
  const show = (service: string): void => {
    const found = [...entries.values()].flatMap((entry) => {
      const container = viewOf(entry)
      return container?.service === service ? [container] : []
    })
    // As planUp chooses the one to keep.
    const rank = ({ state }: WatchedContainer): number => (state === 'running' ? 0 : 1)
    const [container = null] = found.sort((one, other) => rank(one) - rank(other) || one.number - other.number)
    if (isDeepStrictEqual(shown.get(service) ?? null, container)) return
    if (container === null) shown.delete(service)
    else shown.set(service, container)
    handlers.changed(service, container)
  }

  const forget = (id: string): void => {
    const service = entries.get(id)?.facts?.service
    entries.delete(id)
    if (service !== undefined) show(service)
  }

  const linesOf = async (id: string, within: AbortSignal): Promise<readonly string[]> => {
    try {
      return await askEngine(within, linesLimitMs, (limited) => lastLinesOrReason(docker, id, limited))
    } catch (thrown) {
      within.throwIfAborted()
      return [`no log: ${thrown instanceof Error ? thrown.message : String(thrown)}`]
    }
  }

  /** Asks what a container is now. @param backAt when the engine had been gone until then; else null. */
  const inspect = async (id: string, backAt: number | null, within: AbortSignal): Promise<void> => {
    const facts = await ask((limited) => inspectWatched(docker, id, limited), within)
    if (facts === null) {
      forget(id)
      return
    }
    const entry = entryOf(id)
    const before = entry.facts
    const kind = endingKind(entry, facts, before === null ? null : backAt)
    let ending: Ending | null = null
    if (kind !== null) {
      const isKnown = entry.ending?.at === facts.finishedAt
      const death = deathOf(entry.trace, facts)
      const known = isKnown ? (entry.ending?.lines ?? []) : []
      ending = {
        kind,
        at: facts.finishedAt,
        exitCode: facts.state === 'running' ? (death?.exitCode ?? 0) : facts.endFacts.exitCode,
        outOfMemory: facts.endFacts.outOfMemory || (death?.hadTooLittleMemory ?? false),
        reason: facts.endFacts.reason,
        lines: kind === 'stopped' || known.length > 0 ? known : await linesOf(id, within),
      }
    }
    const wasUnhealthy = before?.health === 'unhealthy' && before.startedAt === facts.startedAt
    const lines = facts.health !== 'unhealthy' ? [] : wasUnhealthy ? entry.lines : await linesOf(id, within)
    if (!entries.has(id)) return
    Object.assign(entry, { facts, ending, lines })
    show(facts.service)
  }

  const look = async (backAt: number | null, within: AbortSignal): Promise<void> => {
    const listed = await list(within)
    const ids = new Set(listed.map(({ Id }) => Id))
    for (const id of [...entries.keys()]) if (!ids.has(id)) forget(id)
    await Promise.all(listed.map(({ Id }) => inspect(Id, backAt, within)))
  }

  const list = async (within: AbortSignal): Promise<z.infer<typeof listedSchema>> => {
    const answer: unknown = await ask(
      (limited) => docker.listContainers({ all: true, filters: projectFilter(project), abortSignal: limited }),
      within,
    )
    return listedSchema.parse(answer).filter(({ Labels }) => serviceOf(Labels) !== null)
  }

  /** One connection to the stream of events, from its opening to its end. @throws why it ended. */
  const follow = async (opened: () => void, within: AbortController): Promise<never> => {
    const due = new Map<string, NodeJS.Timeout>()
    const busy = new Set<string>()
    const inspectSoon = (id: string): void => {
      clearTimeout(due.get(id))
      due.set(
        id,
        setTimeout(() => inspectNow(id), settleMs),
      )
    }
    const inspectNow = (id: string): void => {
      due.delete(id)
      if (busy.has(id)) {
        inspectSoon(id)
        return
      }
      busy.add(id)
      inspect(id, null, within.signal).then(
        () => void busy.delete(id),
        (thrown: unknown) => within.abort(thrown),
      )
    }
    const lookAround = async (): Promise<void> => {
      const listed = await list(within.signal)
      const ids = new Set(listed.map(({ Id }) => Id))
      for (const id of entries.keys()) if (!ids.has(id)) inspectSoon(id)
      for (const { Id, State, Status } of listed) {
        const facts = entries.get(Id)?.facts
        if (facts?.state !== State || facts.health !== listedHealth(Status)) inspectSoon(Id)
      }
    }
    const looking = setInterval(() => {
      lookAround().catch((thrown: unknown) => within.abort(thrown))
    }, lookEveryMs)
    try {
      const since = lastEventAt === 0 ? Date.now() / 1_000 - recallSeconds : Math.floor(lastEventAt / 1_000)
      const stream = await askEngine(within.signal, answerLimitMs, () =>
        docker.getEvents({
          since,
          filters: { type: ['container'], event: [...watchedEvents], ...projectFilter(project) },
          abortSignal: within.signal,
        }),
      )
      // What has changed while nobody listened is known before the events after it.
      await look(hasBroken ? Date.now() : null, within.signal)
      hasBroken = false
      opened()
      for await (const line of streamLines(stream)) {
        const event = eventSchema.parse(JSON.parse(line))
        if (!isNew(event)) continue
        if (event.action === 'destroy') forget(event.id)
        else {
          take(event)
          inspectSoon(event.id)
        }
      }
      within.signal.throwIfAborted()
      throw new Error('the stream of events has ended')
    } finally {
      clearInterval(looking)
      for (const timer of due.values()) clearTimeout(timer)
      within.abort()
    }
  }

  const isNew = (event: EngineEvent): boolean => {
    const key = `${event.id} ${event.action}`
    if (event.at < lastEventAt || (event.at === lastEventAt && lastEvents.includes(key))) return false
    lastEvents = event.at === lastEventAt ? [...lastEvents, key] : [key]
    lastEventAt = event.at
    return true
  }

  const take = (event: EngineEvent): void => {
    const entry = entryOf(event.id)
    entry.trace = addEvent(entry.trace, event)
  }

  const isOver = (): boolean => signal.aborted

  const run = async (): Promise<void> => {
    for (let failures = 0; !isOver();) {
      const within = new AbortController()
      const end = (): void => within.abort(signal.reason)
      signal.addEventListener('abort', end, { once: true })
      /** 0: it never opened. */
      let openedAt = 0
      try {
        await follow(() => {
          openedAt = performance.now()
          if (isLost) {
            isLost = false
            handlers.engineBack()
          }
          becomeReady()
        }, within)
      } catch (thrown) {
        if (isOver()) break
        const lasted = openedAt > 0 && performance.now() - openedAt > steadyMs
        failures = lasted ? 1 : failures + 1
        const failure = lossOf(thrown, address)
        hasBroken ||= !onlyTheWay.includes(failure.code)
        // A stream that broke is opened again before anybody is told.
        if (!isLost && (openedAt === 0 || failures > patience)) {
          isLost = true
          handlers.engineLost(failure)
        }
      } finally {
        signal.removeEventListener('abort', end)
      }
      await pause(retryDelayMs(failures, firstRetryMs, longestRetryMs), signal)
    }
    becomeReady()
  }
  return { ready, closed: run() }
}

/** Null: none is known. */
function endingKind(entry: Entry, facts: ContainerFacts, backAt: number | null): EndingKind | null {
  if (facts.finishedAt === 0) return null
  const death = deathOf(entry.trace, facts)
  const known = entry.ending?.at === facts.finishedAt ? entry.ending.kind : null
  switch (facts.state) {
    case 'exited':
    case 'dead':
      // That it ended with its engine was found out at one moment, and stays so.
      if (known === 'engine') return known
      return judgeEnding(facts.endFacts, death, known === null ? backAt : null)
    case 'restarting':
      return death === null ? 'exited' : judgeDeath(death, facts.endFacts)
    default:
      return known ?? (death === null ? null : judgeDeath(death, facts.endFacts))
  }
}

/** The death that was seen, when it is the latest that the engine knows of. */
function deathOf({ death }: Trace, { finishedAt }: ContainerFacts): Trace['death'] {
  return death !== null && Math.abs(death.at - finishedAt) <= sameEndMs ? death : null
}

function viewOf({ facts, trace, ending, lines }: Entry): WatchedContainer | null {
  if (facts === null) return null
  const runs = facts.state === 'running' || facts.state === 'paused'
  const asked = trace.kills.find(({ signal }) => signal === facts.endFacts.stopSignal)
  return {
    ...facts,
    healthyAt: trace.healthyAt,
    stoppingSince: runs && asked !== undefined ? asked.at : null,
    ending,
    lines,
  }
}

const listedHealth = (status: string): string => {
  const found = /\((?:health: )?(starting|healthy|unhealthy)\)/.exec(status)?.[1]
  return found ?? 'none'
}

/** Why an engine does not answer any more. */
export function lossOf(thrown: unknown, address: DockerAddress): Failure {
  const isLate = thrown instanceof DOMException && thrown.name === 'TimeoutError'
  if (!isLate) return connectFailure(thrown, address, {})
  const details = { address: addressText(address), seconds: answerLimitMs / 1_000 }
  return new MarsadError('docker_timeout', details, thrown).failure
}
