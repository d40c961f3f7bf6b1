/** Events a second of time that 1, 2 and 4 enricher processes of one group bring through, the broker on the same machine. */
import { join } from 'node:path'
import { topics } from '../../contract/pipeline'
import { connectKafka } from '../../workers/kafka/wire/kafkajs/connectKafka'
import { machine, type Machine } from './machine'
import { spread, type Spread } from './spread'
import { buildArms } from './throughput/buildArms'
import { emptyTopic } from '../support/emptyTopic'
import { fillTopics } from './throughput/fillTopics'
import { groupProgress } from './throughput/groupProgress'
import { startKafkaAlone } from './throughput/kafkaAlone'
import { startEnricherArm } from './throughput/runArm'
import { waitFor } from '../support/waitFor'

const counts = [1, 2, 4] as const
const limitMs = 300_000

/** @param args events (200,000), rounds (3) */
export async function run(args: readonly string[]): Promise<{
  machine: Machine
  events: number
  /** By the number of processes; from the start of the processes to the last commit. */
  events_per_second: Record<string, Spread>
}> {
  const [eventsText = '200000', roundsText = '3'] = args
  const events = Number(eventsText)
  const { program, remove } = await buildArms()
  const results = new Map<number, number[]>(counts.map((count) => [count, []]))
  try {
    const { endpoints, folder, stop } = await startKafkaAlone()
    try {
      const kafka = connectKafka(endpoints, 'marsad-bench', (_level, text) => console.error(text))
      await fillTopics(kafka, events)
      const place = { kafka: endpoints.kafka, program }
      const admin = kafka.admin()
      await admin.connect()
      for (let round = 0; round < Number(roundsText); round += 1) {
        for (const count of counts) {
          const groupId = `bench-processes-${round}-${count}`
          const begun = performance.now()
          const arms = Array.from({ length: count }, (_, index) =>
            startEnricherArm(place, groupId, join(folder, `members-${groupId}-${index}`)),
          )
          try {
            await waitFor(
              `${count} processes to enrich all`,
              async () => (await groupProgress(admin, groupId)) >= events,
              limitMs,
              100,
            )
          } finally {
            await Promise.all(arms.map((arm) => arm.kill()))
          }
          const rate = Math.round((events / (performance.now() - begun)) * 1e3)
          console.error(`${count} processes: ${rate} a second`)
          results.get(count)?.push(rate)
          await emptyTopic(kafka, topics.enriched)
        }
      }
      await admin.disconnect()
    } finally {
      await stop()
    }
  } finally {
    await remove()
  }
  return {
    machine: machine(),
    events,
    events_per_second: Object.fromEntries([...results].map(([count, rates]) => [String(count), spread(rates)])),
  }
}
