import { topics } from '../../../contract/pipeline'

/** Where the canary's event was seen. */
export interface Sightings {
  readonly inEvents: boolean
  readonly inEnriched: boolean
  readonly inClickhouse: boolean
  readonly inRedis: boolean
}

/** The first hop that the event did not reach (`hop`) and the last one that it did (`seen`), by the field's own names. */
export function missingHop(sightings: Sightings): { hop: string; seen: string } {
  // Downstream sightings prove the way there, even if a topic could not be read.
  const enriched = sightings.inEnriched || sightings.inClickhouse || sightings.inRedis
  if (!sightings.inEvents && !enriched) return { hop: topics.events, seen: 'Postgres' }
  if (!enriched) return { hop: topics.enriched, seen: topics.events }
  if (!sightings.inClickhouse) return { hop: 'ClickHouse', seen: topics.enriched }
  return { hop: 'Redis', seen: topics.enriched }
}
