import { topics } from '../../../contract/pipeline'
import type { Fault } from '../fault'

/** A record on the way in that is no event. */
const poisonEvents: Fault = {
  id: 'poison-events',
  kind: 'poison',
  hop: 'enricher',
  process: null,
  rules: ['records_not_events'],
  passes: true,
  words: {
    title: { en: 'Poison: engagement_events.flat', ar: 'تسميم: engagement_events.flat' },
    does: {
      en: 'Writes a record that is no JSON into engagement_events.flat.',
      ar: 'يكتب في engagement_events.flat سجلًا ليس JSON.',
    },
    expect: {
      en: 'The enricher puts it among the dead letters with the reason and goes on; no other event waits for it.',
      ar: 'يضعه المُثري بين الرسائل الميتة مع السبب ويواصل؛ ولا ينتظره حدث آخر.',
    },
  },
  inject: ({ services }) => services.produce(topics.events, 'fault-lab', '{"fault lab": this is no JSON'),
}

/** A record that ClickHouse's Kafka table cannot parse. */
const poisonEnriched: Fault = {
  id: 'poison-enriched',
  kind: 'poison',
  hop: 'clickhouse',
  process: null,
  rules: ['warehouse_refuses_records'],
  passes: true,
  words: {
    title: { en: 'Poison: engagement_enriched', ar: 'تسميم: engagement_enriched' },
    does: {
      en: 'Writes a record with a wrong type into engagement_enriched, past the enricher.',
      ar: 'يكتب في engagement_enriched سجلًا بنوع خاطئ متجاوزًا المُثري.',
    },
    expect: {
      en: 'ClickHouse puts it into engagement_enriched_errors with the reason; the rows around it arrive.',
      ar: 'يضعه ClickHouse في engagement_enriched_errors مع السبب، وتصل الصفوف من حوله.',
    },
  },
  inject: ({ services }) => services.produce(topics.enriched, '"fault-lab"', '{"event_id":"seven"}'),
}

export const poisons: readonly Fault[] = [poisonEvents, poisonEnriched]
