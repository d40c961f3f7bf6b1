/** What a person should look at, from what is known now; and whether the counts agree. */
import type { Finding, Part } from '../../../contract/doctor'
import { known } from '../../../contract/known'
import type { ConsoleSnapshot } from '../../../contract/snapshot'
import { isDoctorDown } from '../../state/consoleStore'
import type { ScreenId } from '../../state/navigation'
import { breakOf, derivePipeline } from './pipelineState'

/** What stays to be looked at though nothing is wrong at this moment, and that nobody can look just now. */
export type FactId = 'dead_letters' | 'warehouse_errors' | 'counts_differ' | 'doctor_down'

export interface Fact {
  readonly id: FactId
  readonly severity: 'fail' | 'warn'
  /** How many records. */
  readonly count: number
  /** The screen that shows more; null where the doctor's process is to be started again. */
  readonly screen: ScreenId | null
}

export interface Attention {
  /** Null until the doctor has looked. */
  readonly findings: readonly Finding[] | null
  readonly facts: readonly Fact[]
}

/** The doctor's findings, and what its rules do not tell: they speak of what happens, not of what lies there. */
export function findAttention(snapshot: ConsoleSnapshot): Attention {
  const { phase } = snapshot.stack
  if (phase !== 'ready' && phase !== 'degraded') return { findings: [], facts: [] }
  if (isDoctorDown(snapshot))
    return { findings: null, facts: [{ id: 'doctor_down', severity: 'fail', count: 0, screen: null }] }
  const findings = snapshot.doctor?.findings ?? null
  return { findings, facts: factsOf(snapshot, findings ?? []) }
}

function factsOf(snapshot: ConsoleSnapshot, findings: readonly Finding[]): Fact[] {
  const { pipeline } = snapshot
  const isTold = (rule: string): boolean => findings.some((finding) => finding.rule === rule)
  const facts: Fact[] = []
  const warn = (id: FactId, count: number, screen: ScreenId): void => {
    facts.push({ id, severity: 'warn', count, screen })
  }
  const deadLetters = known(pipeline?.tally)?.deadLetters ?? 0
  if (deadLetters > 0 && !isTold('records_not_events')) warn('dead_letters', deadLetters, 'topics')
  const errors = known(pipeline?.clickhouse)?.errors ?? 0
  if (errors > 0 && !isTold('warehouse_refuses_records')) warn('warehouse_errors', errors, 'warehouse')
  if (compareCounts(snapshot).verdict === 'differ') warn('counts_differ', 0, 'proof')
  return facts
}

export interface CountComparison {
  /** Distinct live events in each place; null where not known. */
  readonly postgres: number | null
  readonly flat: number | null
  readonly enriched: number | null
  readonly clickhouse: number | null
  /** agree: all equal · moving: events are on their way · waiting: something on their way is broken · differ: nothing moves and they are unequal. */
  readonly verdict: 'agree' | 'moving' | 'waiting' | 'differ' | 'unknown'
}

const settledSeconds = 10
/** The parts between the four places. */
const onTheWay: readonly Part[] = [
  'postgres',
  'connect',
  'capture',
  'kafka',
  'topics',
  'enricher',
  'clickhouse',
  'warehouse',
]

/** The same events counted in four places. */
export function compareCounts(snapshot: ConsoleSnapshot): CountComparison {
  const { pipeline } = snapshot
  const tally = known(pipeline?.tally)
  const postgres = known(pipeline?.postgres)?.events ?? null
  const flat = tally?.flat ?? null
  const enriched = tally?.enriched ?? null
  const clickhouse = known(pipeline?.clickhouse)?.distinct ?? null
  const counts = { postgres, flat, enriched, clickhouse }
  const values = Object.values(counts)
  if (pipeline === null || tally === null || values.includes(null)) return { ...counts, verdict: 'unknown' }
  if (values.every((value) => value === postgres)) return { ...counts, verdict: 'agree' }
  const { cause, nodes } = derivePipeline(snapshot)
  if (cause !== null || onTheWay.some((part) => breakOf(snapshot, part) !== null))
    return { ...counts, verdict: 'waiting' }
  const recent = [...pipeline.rates.flat.slice(-settledSeconds), ...pipeline.rates.enriched.slice(-settledSeconds)]
  // What a connector that is paused, or whose slot nobody reads, leaves behind is in Postgres's log and in no group's lag.
  const isWaiting = nodes.debezium.kind === 'warn' || (known(pipeline.groups)?.some((group) => group.lag > 0) ?? true)
  const isSettled = tally.caughtUp && !isWaiting && recent.length > 0 && recent.every((rate) => rate === 0)
  return { ...counts, verdict: isSettled ? 'differ' : 'moving' }
}
