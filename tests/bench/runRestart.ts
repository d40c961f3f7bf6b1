/** An enricher killed (-9) under traffic, the next one started at once: from the kill to its first committed output. */
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Partitioners, type Kafka } from 'kafkajs'
import { topics } from '../../contract/pipeline'
import { connectKafka } from '../../workers/kafka/wire/kafkajs/connectKafka'
import { machine, type Machine } from './machine'
import { quantile, spread, type Spread } from './spread'
import { buildArms } from './throughput/buildArms'
import { eventMessages, fillTopics } from './throughput/fillTopics'
import { startKafkaAlone } from './throughput/kafkaAlone'
import { startEnricherArm } from './throughput/runArm'

const eventsPerSecond = 1_000
const everyMs = 50
/** How long an enricher lives before it is killed. */
const lifeMs = 1_000

/** Writes events at a steady pace until the signal aborts. */
async function traffic(kafka: Kafka, from: number, signal: AbortSignal): Promise<void> {
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  })
  await producer.connect()
  const some = (eventsPerSecond * everyMs) / 1_000
  try {
    for (let next = from; !signal.aborted; next += some) {
      await producer.send({ topic: topics.events, messages: eventMessages(next, next + some) })
      await delay(everyMs)
    }
  } finally {
    await producer.disconnect()
  }
}

/** @param args restarts (20) */
export async function run(args: readonly string[]): Promise<{
  machine: Machine
  events_per_second: number
  kill_to_first_commit_ms: Spread & { p95: number }
}> {
  const [restartsText = '20'] = args
  const { program, remove } = await buildArms()
  const stopTraffic = new AbortController()
  const times: number[] = []
  try {
    const { endpoints, folder, stop } = await startKafkaAlone()
    try {
      const kafka = connectKafka(endpoints, 'marsad-bench', (_level, text) => console.error(text))
      await fillTopics(kafka, 1_000)
      const place = { kafka: endpoints.kafka, program }
      const start = (): ReturnType<typeof startEnricherArm> =>
        startEnricherArm(place, 'bench-restart', join(folder, 'members'))
      const writing = traffic(kafka, 1_000, stopTraffic.signal)
      let enricher = start()
      try {
        await enricher.firstCommit
        for (let restart = 0; restart < Number(restartsText); restart += 1) {
          await delay(lifeMs)
          const killed = Date.now()
          await enricher.kill()
          enricher = start()
          times.push((await enricher.firstCommit) - killed)
          console.error(`${times.at(-1) ?? 0} ms`)
        }
      } finally {
        stopTraffic.abort()
        await Promise.all([enricher.kill(), writing])
      }
    } finally {
      await stop()
    }
  } finally {
    await remove()
  }
  return {
    machine: machine(),
    events_per_second: eventsPerSecond,
    kill_to_first_commit_ms: { ...spread(times), p95: quantile(times, 0.95) },
  }
}
