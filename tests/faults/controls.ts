/**
 * Positive controls: the pipeline with one guarantee taken away each. The faults and the verifier are those of every other round; what they
 * do not catch here, they would not catch elsewhere.
 */
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defaultSettings } from '../../contract/settings'
import { prepareClickhouse } from '../../workers/stack/prepare/prepareClickhouse'
import type { OpenGround } from './ground'
import { faultOf } from './kinds'
import { runRound, type RoundDone } from './rounds'
import type { Finding, Verdict } from './verify'
import type { VariantName } from './variants'

export interface Control {
  readonly name: string
  readonly build: VariantName
  /** The faults that expose it. */
  readonly faults: readonly string[]
  /** What the verifier must find, and where. */
  readonly expects: { readonly what: 'lost' | 'doubled'; readonly store: Finding['store'] }
  /** Whether ClickHouse's table is one that replaces nothing. */
  readonly plainTable: boolean
}

const times = (count: number, fault: string): string[] => Array.from({ length: count }, () => fault)

export const controls: readonly Control[] = [
  {
    name: 'transactions off',
    build: 'transactions_off',
    // More than once: a transaction may hold nothing but a dead letter or a correction.
    faults: times(5, 'crash enricher after_produce'),
    expects: { what: 'doubled', store: 'enriched' },
    plainTable: false,
  },
  {
    name: 'auto-commit',
    build: 'auto_commit',
    // More than once: a transaction of a dead letter or of a change that tells nothing loses no event.
    faults: times(3, 'crash enricher between_commits'),
    expects: { what: 'lost', store: 'enriched' },
    plainTable: false,
  },
  {
    name: 'reading uncommitted data',
    build: 'read_uncommitted',
    faults: ['kill -9 connect inside a transaction'],
    expects: { what: 'doubled', store: 'enriched' },
    plainTable: false,
  },
  {
    name: 'no fence in Redis',
    build: 'no_redis_fence',
    faults: times(2, 'cut leaderboard script answer'),
    expects: { what: 'doubled', store: 'redis' },
    plainTable: false,
  },
  {
    name: 'no re-read of the committed offset',
    build: 'no_reread',
    // Of four partitions, each remembers nothing until its first commit.
    faults: times(8, 'cut enricher end_transaction answer'),
    expects: { what: 'doubled', store: 'enriched' },
    plainTable: false,
  },
  // The last one: it changes a table, which is not changed back.
  {
    name: 'no replacement by id',
    build: 'plain',
    faults: ['kill -9 clickhouse'],
    expects: { what: 'doubled', store: 'clickhouse' },
    plainTable: true,
  },
]

export interface ControlDone {
  readonly control: Control
  readonly round: RoundDone
  /** What of it the control expects: nothing means that it was not caught. */
  readonly caught: readonly Finding[]
}

export async function runControl(
  ground: OpenGround,
  control: Control,
  seed: number,
  signal: AbortSignal,
): Promise<ControlDone> {
  if (control.plainTable) await replaceNothing(ground)
  const round = await runRound(
    ground,
    {
      name: `control-${control.build}${control.plainTable ? '-table' : ''}`,
      seed,
      build: await ground.build(control.build),
      faults: control.faults.map(faultOf),
    },
    signal,
  )
  return { control, round, caught: caughtBy(control, round.verdict) }
}

function caughtBy({ expects }: Control, verdict: Verdict): readonly Finding[] {
  return verdict[expects.what].filter(({ store }) => store === expects.store)
}

/** The table of sql/clickhouse with an engine that keeps every row, filled anew from the topic. */
async function replaceNothing({ host, stores, folder }: OpenGround): Promise<void> {
  const sql = join(folder, 'sql-plain-table')
  await cp(host.paths.sql, sql, { recursive: true })
  const file = join(sql, 'clickhouse', '02-engagement_enriched.sql')
  const text = await readFile(file, 'utf8')
  const replacing = 'ReplacingMergeTree(version, is_deleted)'
  if (text.split(replacing).length !== 2) throw new Error(`02-engagement_enriched.sql has not once: ${replacing}`)
  await writeFile(file, text.replace(replacing, 'MergeTree'))
  for (const table of ['engagement_enriched_kafka', 'mv_engagement_enriched', 'engagement_enriched']) {
    await stores.clickhouse.command({ query: `DROP TABLE IF EXISTS analytics.${table} SYNC` })
  }
  const never = new AbortController().signal
  await prepareClickhouse(host.endpoints, { ...host.paths, sql }, defaultSettings, never)
}
