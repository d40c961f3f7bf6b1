import type { Part } from '../../../../contract/doctor'
import { topics } from '../../../../contract/pipeline'
import { openTransactions } from '../../../kafka/wire/kafkajs/flexible/openTransactions'
import { openTransactionalProducer } from '../../../kafka/session/transactionalProducer'
import type { LastingTransaction } from '../../probes/openTransactions'
import { defineRule, type FixTools } from '../../rule'
import { kafkaOf, kafkaTool } from '../topics/topics'

/** Far longer than a transaction of the pipeline, which ends within a fraction of a second, and less than from one look to the next. */
const openMs = 3_500

/** What waits for the records behind it. */
const behind = (topic: string): readonly Part[] =>
  topic === topics.enriched ? ['topics', 'warehouse', 'leaderboard'] : ['topics', 'enricher']

/** Somebody's open transaction holds back all that was committed behind it: readers of committed records stand still. */
export const transactionBlocks = defineRule({
  id: 'transaction_blocks',
  breaks: [],
  symptomOf: ['machine', 'processors', 'kafka', 'observer', 'connect', 'enricher'],
  words: {
    sentence: {
      en: 'A transaction that is left open on {{topic}} holds back the records behind it.',
      ar: 'معاملة مفتوحة على {{topic}} تحجز السجلات التي بعدها.',
    },
    hurts: {
      en: 'The next step reads committed records only: it waits until the transaction ends. Nothing is lost.',
      ar: 'لا تقرأ الخطوة التالية إلا السجلات المثبتة، فتنتظر نهاية المعاملة. لا يضيع شيء.',
    },
    evidence: {
      open: {
        en: 'Partition {{partition}}: open since offset {{offset}}, for {{age}} at least.',
        ar: 'القسم {{partition}}: مفتوحة من الإزاحة {{offset}} منذ {{age}} على الأقل.',
      },
      whose: {
        en: 'It is of the producer {{producer}}, whose transactional.id is {{id}}.',
        ar: 'هي للمنتِج {{producer}}، ومعرّف معاملاته {{id}}.',
      },
      nobodys: {
        en: 'It is of the producer {{producer}}; Kafka knows no transactional.id of it any more, so only its own tool can end it.',
        ar: 'هي للمنتِج {{producer}}، ولم يعد كافكا يعرف له معرّف معاملات، فلا تنهيها إلا أداته.',
      },
      ends: {
        en: 'Kafka ends it by itself when its own time limit is over, by default after at most 15 minutes; one that Kafka holds for ended it never does.',
        ar: 'ينهيها كافكا من تلقاء نفسه حين تنقضي مهلتها، وأقصاها 15 دقيقة ما لم يُغيَّر ذلك؛ أما التي يحسبها منتهية فلا ينهيها أبدًا.',
      },
    },
    fixes: {
      end: {
        summary: {
          en: 'End it: as Kafka had decided, or aborted where nothing was decided.',
          ar: 'إنهاؤها: كما قرر كافكا، أو بإلغائها حيث لم يُقرَّر شيء.',
        },
        warning: {
          en: 'Its producer cannot commit it any more and must begin anew.',
          ar: 'لن يستطيع منتِجها تثبيتها بعد ذلك، وعليه أن يبدأ من جديد.',
        },
      },
    },
  },
  find: (facts) => {
    const lasting = (kafkaOf(facts)?.transactions ?? []).filter(({ since }) => facts.now - since >= openMs)
    return [...byTopic(lasting)].map(([topic, its]) => ({
      subject: topic,
      severity: 'fail' as const,
      values: { topic },
      evidence: [
        ...its.map(({ partition, offset, since }) => ({
          word: 'open' as const,
          values: { partition, offset, age: { ms: facts.now - since } },
          command: kafkaTool(
            facts,
            'kafka-transactions',
            `describe-producers --topic ${topic} --partition ${partition}`,
          ),
        })),
        ...producersOf(its).map(([producerId, id]) =>
          id === null
            ? {
                word: 'nobodys' as const,
                values: { producer: producerId },
                command: kafkaTool(facts, 'kafka-transactions', `find-hanging --topic ${topic}`),
              }
            : {
                word: 'whose' as const,
                values: { producer: producerId, id },
                command: kafkaTool(facts, 'kafka-transactions', `describe --transactional-id ${id}`),
              },
        ),
        { word: 'ends' as const },
      ],
      fixes: its.some(({ transactionalId }) => transactionalId !== null) ? (['end'] as const) : [],
      breaks: behind(topic),
    }))
  },
  fixes: {
    end: {
      // Whoever left it open may have meant to commit it.
      safe: false,
      run: async (tools, { subject }) => {
        const its = (tools.facts.kafka.value?.transactions ?? []).filter(({ topic }) => topic === subject)
        for (const [producerId, id] of producersOf(its)) if (id !== null) await endTransaction(tools, producerId, id)
      },
    },
  },
})

function byTopic(lasting: readonly LastingTransaction[]): Map<string, LastingTransaction[]> {
  const found = new Map<string, LastingTransaction[]>()
  for (const each of lasting) found.set(each.topic, [...(found.get(each.topic) ?? []), each])
  return found
}

const producersOf = (its: readonly LastingTransaction[]): readonly (readonly [string, string | null])[] => [
  ...new Map(its.map(({ producerId, transactionalId }) => [producerId, transactionalId])),
]

/** Initialises the id in its owner's place (docs/decisions/0029-ends-what-hangs.md), in every topic where the producer left something open. */
async function endTransaction(
  { services: { kafka, admin, cluster, settings } }: FixTools,
  producerId: string,
  transactionalId: string,
): Promise<void> {
  const names = (await admin.use((client) => client.listTopics())).filter((name) => !name.startsWith('__'))
  const open = await cluster.use(async (client) => {
    await client.addMultipleTargetTopics(names)
    return openTransactions(client, names)
  })
  const producer = await openTransactionalProducer(kafka, {
    transactionalId,
    timeoutMs: 15_000,
    topics: [...new Set(open.filter((each) => each.producerId === producerId).map(({ topic }) => topic))],
    groups: transactionalId.startsWith(`${settings.enricherGroup}.`) ? [settings.enricherGroup] : [],
  })
  await producer.close()
}
