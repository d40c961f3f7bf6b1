/**
 * What an event costs the client's process, in processor time: the enricher against the same loop without transactions, against
 * kafkajs copying bytes, and against a plain program in Python. The arms take turns on one broker and one input topic.
 */
import { topics } from '../../contract/pipeline'
import { connectKafka } from '../../workers/kafka/wire/kafkajs/connectKafka'
import { machine, type Machine } from './machine'
import { spread, type Spread } from './spread'
import type { ArmResult } from './throughput/arm'
import { buildArms } from './throughput/buildArms'
import { emptyTopic } from '../support/emptyTopic'
import { fillTopics } from './throughput/fillTopics'
import { startKafkaAlone } from './throughput/kafkaAlone'
import { pythonRuntime } from './throughput/pythonRuntime'
import { runArm, type Arm } from './throughput/runArm'

const arms = ['enricher', 'plain', 'copy', 'python'] as const
const perCoreSecond = ({ events, cpuSeconds }: ArmResult): number => Math.round(events / cpuSeconds)
const perSecond = ({ events, wallSeconds }: ArmResult): number => Math.round(events / wallSeconds)
const rounded = ({ n, min, median, max }: Spread): Spread => {
  const two = (value: number): number => Math.round(value * 100) / 100
  return { n, min: two(min), median: two(median), max: two(max) }
}

/** @param args events (200,000), rounds (5), arms (all) separated by commas; then flags for Node, such as --cpu-prof */
export async function run(args: readonly string[]): Promise<{
  machine: Machine
  events: number
  warm_up: number
  /** Events per second of processor time of the client's process. */
  events_per_core_second: Record<string, Spread>
  /** Events per second of time, the broker beside it. */
  events_per_second: Record<string, Spread>
  /** Of events per core-second, round by round: how many times as many as the other arm. Goals: plain 0.90, copy 0.85, python 1.2. */
  enricher_over: Record<string, Spread>
}> {
  const flags = args.filter((arg) => arg.startsWith('--'))
  const [eventsText = '200000', roundsText = '5', armsText = arms.join(',')] = args.filter(
    (arg) => !flags.includes(arg),
  )
  const events = Number(eventsText)
  const warmUp = Math.round(events / 5)
  const chosen = arms.filter((arm) => armsText.split(',').includes(arm))
  const python = chosen.includes('python') ? await pythonRuntime() : null
  const { program, remove } = await buildArms()
  const results = new Map<Arm, ArmResult[]>(chosen.map((arm) => [arm, []]))
  try {
    const { endpoints, folder, stop } = await startKafkaAlone()
    try {
      const kafka = connectKafka(endpoints, 'marsad-bench', (_level, text) => console.error(text))
      await fillTopics(kafka, events)
      const place = { kafka: endpoints.kafka, folder, program, python }
      for (let round = 0; round < Number(roundsText); round += 1) {
        // Each round begins with another arm: what changes with the time meets all.
        for (let turn = 0; turn < chosen.length; turn += 1) {
          const arm = chosen[(turn + round) % chosen.length]
          if (arm === undefined) continue
          const result = await runArm(place, arm, { warmUp, events }, flags)
          console.error(`${arm}: ${String(perCoreSecond(result))} a core-second, ${String(perSecond(result))} a second`)
          results.get(arm)?.push(result)
          await emptyTopic(kafka, topics.enriched)
        }
      }
    } finally {
      await stop()
    }
  } finally {
    await remove()
  }
  const by = (figure: (result: ArmResult) => number): Record<string, Spread> =>
    Object.fromEntries([...results].map(([arm, list]) => [arm, rounded(spread(list.map(figure)))]))
  const ours = results.get('enricher') ?? []
  const others = [...results].filter(([arm]) => arm !== 'enricher')
  const ratios = (list: readonly ArmResult[]): number[] =>
    ours.flatMap((own, round) => {
      const other = list[round]
      return other === undefined ? [] : [own.events / own.cpuSeconds / (other.events / other.cpuSeconds)]
    })
  return {
    machine: machine(),
    events,
    warm_up: warmUp,
    events_per_core_second: by(perCoreSecond),
    events_per_second: by(perSecond),
    enricher_over: Object.fromEntries(others.map(([arm, list]) => [arm, rounded(spread(ratios(list)))])),
  }
}
