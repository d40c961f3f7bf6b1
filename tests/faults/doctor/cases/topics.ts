import kafkajs, { type Admin } from 'kafkajs'
import { topics } from '../../../../contract/pipeline'
import { wantedTopics } from '../../../../workers/pipeline/topics/wantedTopics'
import { insertEvents } from '../../../support/pipeline'
import { waitFor } from '../../../support/waitFor'
import type { FaultCase, Ground } from '../faultCase'

async function asAdmin({ stores }: Ground, work: (admin: Admin) => Promise<unknown>): Promise<void> {
  const admin = stores.kafka.admin()
  await admin.connect()
  try {
    await work(admin)
  } finally {
    await admin.disconnect()
  }
}

const setting = (ground: Ground, name: string, key: string, value: string): Promise<void> =>
  asAdmin(ground, (admin) =>
    admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name, configEntries: [{ name: key, value }] }],
    }),
  )

export const topicCases: readonly FaultCase[] = [
  {
    rule: 'topic_missing',
    subject: topics.deadLetters,
    inject: (ground) => asAdmin(ground, (admin) => admin.deleteTopics({ topics: [topics.deadLetters] })),
    fix: 'make',
  },
  {
    rule: 'topic_policy',
    subject: topics.enriched,
    inject: (ground) => setting(ground, topics.enriched, 'cleanup.policy', 'compact'),
    fix: 'restore',
  },
  {
    rule: 'topic_retention',
    subject: topics.events,
    inject: (ground) => setting(ground, topics.events, 'retention.ms', '1800000'),
    fix: 'restore',
  },
  {
    rule: 'topic_in_sync',
    subject: topics.enriched,
    inject: (ground) => setting(ground, topics.enriched, 'min.insync.replicas', '2'),
    fix: 'lower',
  },
  {
    rule: 'records_not_events',
    subject: topics.deadLetters,
    inject: async ({ stores }) => {
      const producer = stores.kafka.producer()
      await producer.connect()
      await producer.send({ topic: topics.events, messages: [{ key: 'x', value: 'not an event' }] })
      await producer.disconnect()
    },
    fix: null,
  },
  {
    rule: 'events_out_of_time',
    subject: 'event_ts',
    inject: async ({ stores }) => {
      const eventTs = new Date(Date.now() + 86_400_000)
      await insertEvents(
        stores,
        Array.from({ length: 30 }, () => ({ contentId: null, durationMs: 1_000, eventTs })),
      )
    },
    fix: null,
  },
  {
    rule: 'topic_partitions',
    subject: topics.deadLetters,
    inject: (ground) =>
      asAdmin(ground, async (admin) => {
        const topic = topics.deadLetters
        await admin.deleteTopics({ topics: [topic] })
        await waitFor('the topic to be gone', async () => !(await admin.listTopics()).includes(topic), 30_000)
        const wanted = wantedTopics.find(({ name }) => name === topic)
        const configEntries = Object.entries(wanted?.config ?? {}).map(([name, value]) => ({ name, value }))
        await admin.createTopics({ topics: [{ topic, numPartitions: 1, configEntries }] })
      }),
    fix: null,
    heal: (ground) =>
      asAdmin(ground, (admin) =>
        admin.createPartitions({
          topicPartitions: wantedTopics
            .filter(({ name }) => name === topics.deadLetters)
            .map(({ name: topic, partitions: count }) => ({ topic, count })),
        }),
      ),
  },
]
