/** A round: traffic, faults in it, and the verdict over what was written. */
import type { Stores } from '../support/pipeline'
import type { FaultEntry, FaultLog } from './faultLog'
import type { FaultHost } from './host'
import { untilIdle, type Spans } from './idle'
import type { Fault, Field } from './kinds'
import type { FaultProxy } from './proxy'
import { beginStretch } from './stretch'
import { verify, type Verdict } from './verify'

export interface Ground {
  readonly host: FaultHost
  readonly proxy: FaultProxy
  readonly stores: Stores
  readonly log: FaultLog
  /** Where journals are written. */
  readonly folder: string
}

export interface Round {
  readonly name: string
  readonly seed: number
  /** The folder of the build that enricher and leaderboard run. */
  readonly build: string
  readonly faults: readonly Fault[]
}

export interface RoundDone {
  readonly name: string
  readonly landed: readonly FaultEntry[]
  readonly verdict: Verdict
  readonly waitedMs: Spans['waitedMs']
  /** What was to be proved of the faults and was not: then the round proves nothing. */
  readonly unproved: readonly string[]
}

/** The points at which an enricher leaves a transaction behind that holds records. */
const leavesRecords = /^crash enricher (after_produce|after_offsets|before_commit)$/

/** @param signal ends the round between two faults. */
export async function runRound(ground: Ground, round: Round, signal: AbortSignal): Promise<RoundDone> {
  const { host, proxy, stores, log, folder } = ground
  await runBuild(host, round.build)
  const stretch = await beginStretch(stores, round.name, round.seed, folder)
  const field: Field = { host, proxy, build: round.build, stores }
  const landed: FaultEntry[] = []
  const lane = async (name: Fault['lane']): Promise<void> => {
    for (const fault of round.faults.filter((each) => each.lane === name)) {
      if (signal.aborted) return
      const begun = Date.now()
      try {
        const entry = { at: begun, kind: fault.kind, ...(await fault.land(field)), tookMs: Date.now() - begun }
        landed.push(entry)
        log.add(entry)
      } catch (thrown) {
        throw new Error(
          `"${fault.kind}" did not land or the pipeline did not come back from it: ${causesOf(thrown)}\n${await lastLines(host, begun)}`,
          { cause: thrown },
        )
      }
    }
  }
  const lanes = await Promise.allSettled([lane('enricher'), lane('stores')])
  const lastId = await stretch.stop()
  for (const ended of lanes) if (ended.status === 'rejected') throw ended.reason
  signal.throwIfAborted()
  const spans = await untilIdle(stores, stretch, lastId)
  const verdict = await verify(stores, stretch.journal, spans)
  const leaving = landed.filter(({ kind }) => leavesRecords.test(kind)).length
  const unproved =
    verdict.aborted.enriched < leaving
      ? [`${leaving} crashes left records uncommitted, but only ${verdict.aborted.enriched} such records are there`]
      : []
  return { name: round.name, landed, verdict, waitedMs: spans.waitedMs, unproved }
}

/** What a failure says, with what it says of its causes. */
function causesOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  return thrown.cause === undefined ? thrown.message : `${thrown.message}; ${causesOf(thrown.cause)}`
}

/** What the workers said of a fault that did not land: a run elsewhere leaves nothing but its message. */
async function lastLines(host: FaultHost, since: number): Promise<string> {
  const said = await Promise.all((['enricher', 'leaderboard'] as const).map((name) => host.lines(name, since, '')))
  return said.flatMap((lines) => lines.slice(-15)).join('\n')
}

/** Lets both workers run a build, by an orderly restart where they run another one. */
const running = new WeakMap<FaultHost, string>()
async function runBuild(host: FaultHost, build: string): Promise<void> {
  if (running.get(host) === build) return
  for (const name of ['enricher', 'leaderboard'] as const) host.choose(name, build)
  await Promise.all([host.restart('enricher'), host.restart('leaderboard')])
  running.set(host, build)
}
