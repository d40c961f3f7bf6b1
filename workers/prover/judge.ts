/** Whether the stores agree on one event, and if not, which one is wrong and how. */
import type { ProofReason, ProofStore } from '../../contract/proof'
import type { SourceRow, WarehouseRow } from './sources'
import type { TopicEvidence } from './findRecords'
import type { TopicRecord } from './topicRecord'

/** All that is known of one event. */
export interface Evidence {
  readonly id: number
  readonly row: SourceRow | null
  readonly flat: TopicEvidence | null
  readonly enriched: TopicEvidence | null
  readonly warehouse: WarehouseRow | null
  /** Why it is a dead letter; null where it is none. */
  readonly deadLetter: string | null
  /** Topics that no longer reach back to it. */
  readonly outOfReach: { readonly flat: boolean; readonly enriched: boolean }
}

export interface Finding {
  readonly kind: 'lost' | 'doubled' | 'altered'
  readonly store: ProofStore
  readonly reasons: readonly ProofReason[]
}

const reason = (code: ProofReason['code'], details: ProofReason['details'] = {}): ProofReason => ({ code, details })

/** Fields as Postgres has them, by the name of their column. */
interface SourceFields {
  readonly content_id: string | null
  readonly user_id: string | null
  readonly event_type: string | null
  readonly event_ts: number | null
  readonly duration_ms: number | null
  readonly device: string | null
}

const ofRow = (row: SourceRow): SourceFields => ({ ...pick(row), event_ts: row.event_ms })
const ofWarehouse = (row: WarehouseRow): SourceFields => ({ ...pick(row), event_ts: row.event_ms })
const ofRecord = (record: TopicRecord): SourceFields => ({
  content_id: record.contentId,
  user_id: record.userId,
  event_type: record.eventType,
  event_ts: record.eventMs,
  duration_ms: record.durationMs,
  device: record.device,
})

function pick({ content_id, user_id, event_type, duration_ms, device }: SourceRow | WarehouseRow) {
  return { content_id, user_id, event_type, duration_ms, device }
}

const isLive = (evidence: TopicEvidence | null): evidence is TopicEvidence =>
  evidence !== null && evidence.newest.meaning !== 'deleted'

/** What is wrong with an event, in the order in which it passes the stores; nothing for one that is right. */
export function judge(evidence: Evidence): Finding[] {
  return [...doublings(evidence), ...(evidence.row === null ? ghosts(evidence) : strays(evidence, evidence.row))]
}

function doublings({ flat, enriched }: Evidence): Finding[] {
  const findings: Finding[] = []
  const look = (store: ProofStore, found: TopicEvidence | null): void => {
    if (found !== null && found.news > 1 + found.deletions)
      findings.push({ kind: 'doubled', store, reasons: [reason('told_as_new', { times: found.news })] })
  }
  look('flat', flat)
  look('enriched', enriched)
  return findings
}

/** Postgres has no such event. */
function ghosts({ flat, enriched, warehouse }: Evidence): Finding[] {
  const holders: ProofStore[] = []
  if (isLive(flat)) holders.push('flat')
  if (isLive(enriched)) holders.push('enriched')
  if (warehouse !== null) holders.push('clickhouse')
  const store = holders.at(-1)
  if (store === undefined) return []
  return [{ kind: 'altered', store, reasons: [reason('not_in_postgres', { stores: holders.join(', ') })] }]
}

const lossReasons = { flat: 'not_captured', enriched: 'not_enriched', clickhouse: 'not_stored' } as const

/** Postgres has the event: each store must have it as it is there. */
function strays({ flat, enriched, warehouse, deadLetter, outOfReach }: Evidence, row: SourceRow): Finding[] {
  const findings: Finding[] = []
  const truth = ofRow(row)
  const inFlat = isLive(flat)
  const inEnriched = isLive(enriched)
  const lacking: (keyof typeof lossReasons)[] = []
  if (!inFlat && !outOfReach.flat) lacking.push('flat')
  if (!inEnriched && !outOfReach.enriched) lacking.push('enriched')
  if (warehouse === null) lacking.push('clickhouse')
  const first = lacking[0]
  if (first !== undefined && deadLetter === null) {
    const deleted = (first === 'flat' && flat !== null) || (first === 'enriched' && enriched !== null)
    const others = lacking.slice(1)
    const reasons = [
      reason(lossReasons[first]),
      ...(deleted ? [reason('newest_says_deleted')] : []),
      ...(others.length > 0 ? [reason('nor_in', { stores: others.join(', ') })] : []),
    ]
    findings.push({ kind: 'lost', store: first, reasons })
  }

  const alter = (
    store: ProofStore,
    fields: SourceFields,
    before: SourceFields | null,
    derived: ProofReason[],
  ): void => {
    const wrong = differing(truth, fields)
    // What only passed on what it was given is not to blame.
    const passedOn = before !== null && wrong.length > 0 && differing(before, fields).length === 0
    const all = [...(passedOn ? [] : wrong), ...derived]
    const why = deadLetter === null ? [] : [reason('later_dead_letter', { reason: deadLetter })]
    if (all.length > 0) findings.push({ kind: 'altered', store, reasons: [...all, ...why] })
  }
  if (inFlat) alter('flat', ofRecord(flat.newest), null, [])
  if (inEnriched) alter('enriched', ofRecord(enriched.newest), inFlat ? ofRecord(flat.newest) : null, [])
  if (warehouse !== null)
    alter(
      'clickhouse',
      ofWarehouse(warehouse),
      inEnriched ? ofRecord(enriched.newest) : null,
      inEnriched ? differingDerived(enriched.newest, warehouse) : [],
    )
  return findings
}

function differing(truth: SourceFields, found: SourceFields): ProofReason[] {
  const names = ['content_id', 'user_id', 'event_type', 'event_ts', 'duration_ms', 'device'] as const
  return names.flatMap((name) => told(name, truth[name], found[name]))
}

/** What ClickHouse has otherwise than the record that it took. */
function differingDerived({ derived, version }: TopicRecord, row: WarehouseRow): ProofReason[] {
  if (derived === null) return []
  return [
    ...told('content_type', derived.contentType, row.content_type),
    ...told('length_seconds', derived.lengthSeconds, row.length_seconds),
    ...told('engagement_seconds', inUnits(derived.seconds), inUnits(row.seconds)),
    ...told('engagement_pct', inUnits(derived.pct), inUnits(row.pct)),
    ...told('version', version, row.version),
  ]
}

const inUnits = (hundredths: number | null): number | null => (hundredths === null ? null : hundredths / 100)

/** Texts may be long: a person sees where they begin. */
const shown = (value: string | number | null): string =>
  value === null ? 'null' : typeof value === 'number' ? String(value) : JSON.stringify(value.slice(0, 60))

function told(field: string, wanted: string | number | null, found: string | number | null): ProofReason[] {
  return wanted === found ? [] : [reason('field', { field, found: shown(found), wanted: shown(wanted) })]
}
