import type { Admin } from '../../kafka/wire/kafkajs/kafkajs'
import { MarsadError } from '../../../contract/errors'
import type { Endpoints } from '../../../contract/workers'
import { hideSecrets } from '../../runtime/hideSecrets'
import { connectKafka } from '../../kafka/wire/kafkajs/connectKafka'
import { pause } from '../../../common/pause'
import { logErrors } from './logErrors'
import { existingTopics } from '../../pipeline/topics/existingTopics'
import { configEntries, setTopicConfigs } from '../../pipeline/topics/setTopicConfigs'
import { wantedTopics } from '../../pipeline/topics/wantedTopics'
import { topicPlan, type TopicPlan } from './topicPlan'

/** The cluster's own replication factor: 1 where it is one broker, more on a real one. */
const brokersReplication = -1
const knownLimitMs = 30_000
const pollMs = 50

/** The controller has made the topics; a broker hears of it a moment later, on a busy machine seconds later. */
async function untilKnown(admin: Admin, names: readonly string[], signal: AbortSignal): Promise<void> {
  const until = Date.now() + knownLimitMs
  for (;;) {
    try {
      await admin.fetchTopicMetadata({ topics: [...names] })
      return
    } catch (thrown) {
      if (Date.now() >= until) throw thrown
    }
    await pause(pollMs, signal)
    signal.throwIfAborted()
  }
}

/** Runs `use` with what is to be done, found by reading only. */
async function withPlan<T>(
  endpoints: Endpoints,
  signal: AbortSignal,
  use: (plan: TopicPlan, admin: Admin) => Promise<T>,
): Promise<T> {
  const admin = connectKafka(endpoints, 'marsad-prepare', logErrors).admin()
  try {
    await admin.connect()
    signal.throwIfAborted()
    const plan = topicPlan(
      wantedTopics,
      await existingTopics(
        admin,
        wantedTopics.map(({ name }) => name),
      ),
    )
    signal.throwIfAborted()
    return await use(plan, admin)
  } catch (thrown) {
    throw new MarsadError('prepare_failed', { step: 'topics' }, hideSecrets(thrown, endpoints))
  } finally {
    await admin.disconnect()
  }
}

/**
 * Makes the pipeline's topics and repairs their settings. Removes nothing, and never adds partitions (topicPlan.ts says why).
 * @returns what it changed, and what it found wrong but left.
 * @throws MarsadError `prepare_failed` {step: 'topics'}.
 */
export function prepareTopics(endpoints: Endpoints, signal: AbortSignal): Promise<string[]> {
  return withPlan(endpoints, signal, async ({ create, configure, report }, admin) => {
    if (create.length > 0) {
      await admin.createTopics({
        // kafkajs's own waiting fails where a broker has not yet heard of the new topic: see untilKnown.
        waitForLeaders: false,
        topics: create.map(({ name, partitions, config }) => ({
          topic: name,
          numPartitions: partitions,
          replicationFactor: brokersReplication,
          configEntries: configEntries(config),
        })),
      })
      await untilKnown(
        admin,
        create.map(({ name }) => name),
        signal,
      )
    }
    if (configure.length > 0) {
      await setTopicConfigs(admin, configure)
    }
    return [...report]
  })
}

/** What {@link prepareTopics} would change now, in the same words; writes nothing. Throws as it does. */
export function previewTopics(endpoints: Endpoints, signal: AbortSignal): Promise<string[]> {
  return withPlan(endpoints, signal, ({ report }) => Promise.resolve([...report]))
}
