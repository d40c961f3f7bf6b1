import { expect, it } from 'vitest'
import { missingHop } from './missingHop'

const nowhere = { inEvents: false, inEnriched: false, inClickhouse: false, inRedis: false }

it.each([
  [nowhere, 'engagement_events.flat', 'Postgres'],
  [{ ...nowhere, inEvents: true }, 'engagement_enriched', 'engagement_events.flat'],
  [{ ...nowhere, inEvents: true, inEnriched: true }, 'ClickHouse', 'engagement_enriched'],
  [{ ...nowhere, inEvents: true, inEnriched: true, inClickhouse: true }, 'Redis', 'engagement_enriched'],
  [{ ...nowhere, inRedis: true }, 'ClickHouse', 'engagement_enriched'],
])('%j is missing in %s', (sightings, hop, seen) => {
  expect(missingHop(sightings)).toEqual({ hop, seen })
})
