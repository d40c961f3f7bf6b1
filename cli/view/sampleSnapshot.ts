/** A console's snapshot for tests of what the terminal shows. */
import { topicNames } from '../../contract/pipeline'
import { defaultSettings } from '../../contract/settings'
import { workerNames, type ConsoleSnapshot, type PipelineSnapshot, type Reading } from '../../contract/snapshot'
import { unreportedStack } from '../../host/stackView'

const known = <T>(value: T): Reading<T> => ({ state: 'known', value, at: 1 })

export const samplePipeline: PipelineSnapshot = {
  at: 1,
  postgres: known({ events: 1_234_567, contents: 40, ratePerSecond: 200, countedAt: 1 }),
  slot: known({ active: true, retainedBytes: 1, walStatus: 'reserved' }),
  connector: known({ state: 'RUNNING', tasks: [] }),
  topics: known(
    topicNames.map((name) => ({ name, partitions: [], cleanupPolicy: 'delete', ratePerSecond: null, messages: null })),
  ),
  groups: known([
    {
      group: 'marsad-enricher',
      topic: 'engagement_events.flat',
      state: 'Stable',
      members: 1,
      partitions: [],
      lag: 12,
      lagMs: 5,
    },
    {
      group: 'ch-sink-v6',
      topic: 'engagement_enriched',
      state: 'Stable',
      members: 1,
      partitions: [],
      lag: 345,
      lagMs: 5,
    },
    {
      group: 'marsad-leaderboard',
      topic: 'engagement_enriched',
      state: 'Stable',
      members: 1,
      partitions: [],
      lag: 0,
      lagMs: 0,
    },
  ]),
  tally: known({ flat: 1_234_560, enriched: 1_234_550, corrections: 0, deadLetters: 3, caughtUp: true }),
  enricher: { state: 'unknown', reason: 'not yet', last: null },
  leaderboardWorker: { state: 'unknown', reason: 'not yet', last: null },
  generator: { state: 'unknown', reason: 'not yet', last: null },
  clickhouse: { state: 'unknown', reason: 'down', last: null },
  redis: known({ minuteSets: 3, usedBytes: 1, past: 0, future: 0 }),
  leaderboards: known(
    ([1, 5, 10, 60] as const).map((window) => ({
      window,
      members: 12,
      rows: Array.from({ length: 12 }, (_, index) => ({
        rank: index + 1,
        contentId: `content-${index}`,
        title:
          index % 2 === 0 ? 'حديث طويل جدًا عن صناعة السفن في الخليج وما بقي منها حتى اليوم' : 'A Garden on the Roof',
        contentType: 'podcast' as const,
        seconds: `${window * 1000 - index}.25`,
        moved: index === 3 ? null : index - 2,
        spark: [],
      })),
    })),
  ),
  freshness: {
    capture: { p50: 61, p99: 120, n: 100 },
    commitToEnriched: { p50: 90, p99: 180, n: 100 },
    commitToLeaderboard: { p50: 110, p99: 260, n: 100 },
    commitToClickhouse: null,
  },
  rates: { startAt: 1, flat: [199], enriched: [198.4] },
}

export const sampleSnapshot: ConsoleSnapshot = {
  at: 1,
  appVersion: '0',
  electron: { version: '45.4.1', supported: true },
  stack: { ...unreportedStack(defaultSettings, '/var/lib/marsad', 0), phase: 'ready', readyMs: 7100 },
  workers: workerNames
    .filter((name) => name !== 'prover' && name !== 'doctor' && name !== 'lab')
    .map((name) => ({ name, state: 'running', pid: 5, since: 1, restarts: 0, recentRestarts: 0, failure: null })),
  pipeline: samplePipeline,
  settings: defaultSettings,
  proof: null,
  doctor: null,
  lab: null,
  notices: [],
}
