import type { Settings } from '../../../contract/settings'
import type { StepId } from '../../../contract/snapshot'
import type { Endpoints, Paths } from '../../../contract/workers'
import { previewClickhouse } from './prepareClickhouse'
import { previewConnector } from './prepareConnector'
import { previewPostgres } from './preparePostgres'
import { previewTopics } from './prepareTopics'

/** What one step of preparing would change; empty when nothing. */
export interface StepPreview {
  readonly step: Extract<StepId, 'prepare_postgres' | 'prepare_topics' | 'prepare_connector' | 'prepare_clickhouse'>
  readonly changes: readonly string[]
}

/**
 * What preparing would change in these services, in the words in which it tells afterwards what it has changed. Writes nothing.
 * @throws MarsadError as the step that could not look.
 */
export async function previewPrepare(
  endpoints: Endpoints,
  paths: Paths,
  settings: Settings,
  signal: AbortSignal,
): Promise<StepPreview[]> {
  const [postgres, topics, connector, clickhouse] = await Promise.all([
    previewPostgres(endpoints, paths, signal),
    previewTopics(endpoints, signal),
    previewConnector(endpoints, signal),
    previewClickhouse(endpoints, paths, settings, signal),
  ])
  return [
    { step: 'prepare_postgres', changes: postgres },
    { step: 'prepare_topics', changes: topics },
    { step: 'prepare_connector', changes: connector },
    { step: 'prepare_clickhouse', changes: clickhouse },
  ]
}
