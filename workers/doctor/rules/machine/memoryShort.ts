import { defineRule } from '../../rule'

/** In whole percent of all memory. */
const shortPercent = 4

/** The machine has hardly any memory left: the system begins to end processes, the largest first. */
export const memoryShort = defineRule({
  id: 'memory_short',
  breaks: [],
  symptomOf: [],
  holdMs: 10_000,
  words: {
    sentence: {
      en: 'This machine has hardly any memory left: {{free}}.',
      ar: 'لم يبق في هذا الجهاز إلا قليل من الذاكرة: {{free}}.',
    },
    hurts: {
      en: 'The system slows down, and may end Kafka, Connect or ClickHouse without asking.',
      ar: 'يبطؤ النظام وقد ينهي كافكا أو Connect أو ClickHouse دون سؤال.',
    },
    evidence: {
      room: { en: '{{free}} of {{total}} can still be had.', ar: 'المتاح بعد {{free}} من {{total}}.' },
      largest: {
        en: 'Of the services, {{service}} holds most: {{size}}.',
        ar: 'أكثر الخدمات أخذًا {{service}}: {{size}}.',
      },
    },
    fixes: {},
  },
  find: ({ machine, stack }) => {
    if (machine.value === null || stack === null || stack.kind === 'remote') return []
    const { free, total } = machine.value.memory
    if (free * 100 >= total * shortPercent) return []
    const [largest] = stack.services.toSorted((one, other) => (other.memoryBytes ?? 0) - (one.memoryBytes ?? 0))
    return [
      {
        subject: 'memory',
        severity: 'warn',
        values: { free: { bytes: free } },
        evidence: [
          { word: 'room', values: { free: { bytes: free }, total: { bytes: total } }, command: 'free -h' },
          ...(largest === undefined || largest.memoryBytes === null
            ? []
            : [
                {
                  word: 'largest' as const,
                  values: { service: { name: largest.name }, size: { bytes: largest.memoryBytes } },
                  command: 'ps aux --sort=-rss | head',
                },
              ]),
        ],
      },
    ]
  },
  fixes: {},
})
