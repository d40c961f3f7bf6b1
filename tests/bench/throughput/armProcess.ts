/** The process of an arm: works until all events are done, prints what it took, ends. */
import { loopbackEndpoints } from '../../../contract/loopbackEndpoints'
import { sampleAccess } from '../../../contract/testing/sampleAccess'
import { defaultSettings } from '../../../contract/settings'
import { startEnricher } from '../../../workers/enricher/enricher'
import { openProducerSteps, type OpenProducerSteps, type ProducerSteps } from '../../../workers/enricher/producerSteps'
import { connectKafka } from '../../../workers/kafka/wire/kafkajs/connectKafka'
import { armTaskSchema, type ArmTask } from './arm'
import { copyLoop } from './copyLoop'
import { openPlainSteps } from './plainSteps'
import { stopwatch } from './stopwatch'

/** Counts the records of committed transactions. */
function counting(open: OpenProducerSteps, committed: (records: number) => void): OpenProducerSteps {
  return async (...given) => {
    const steps: ProducerSteps = await open(...given)
    let produced = 0
    return {
      produce: (records) => {
        produced = records.length
        return steps.produce(records)
      },
      sendPosition: (position) => steps.sendPosition(position),
      commit: async () => {
        await steps.commit()
        committed(produced)
      },
      close: () => steps.close(),
    }
  }
}

function runEnricher(task: ArmTask, open: OpenProducerSteps, count: (total: number) => void): void {
  let total = 0
  startEnricher({
    // kafkajs calls each refusal an error, expected ones too; what fails the enricher tells itself.
    kafka: connectKafka(
      { ...loopbackEndpoints({ ...defaultSettings.ports }, sampleAccess), kafka: task.kafka },
      task.arm,
      () => undefined,
    ),
    groupId: task.groupId,
    membersFolder: task.membersFolder,
    log: (level, text) => {
      if (level === 'warn' || level === 'error') console.error(`${level}: ${text}`)
    },
    now: Date.now,
    openSteps: counting(open, (records) => {
      if (total === 0 && records > 0) process.stdout.write(`${JSON.stringify({ firstCommitMs: Date.now() })}\n`)
      total += records
      count(total)
    }),
  })
}

const task = armTaskSchema.parse(JSON.parse(process.argv[2] ?? ''))
const { count, done } = stopwatch(task)
switch (task.arm) {
  case 'copy':
    await copyLoop(task, count)
    break
  case 'enricher':
    runEnricher(task, openProducerSteps, count)
    break
  case 'plain':
    runEnricher(task, openPlainSteps, count)
}
const result = await done
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0))
