import { defineRule } from '../../rule'

const mebi = 1_048_576
/** Below this ClickHouse and Kafka soon refuse to write. */
const failBytes = 256 * mebi
const warnBytes = 2_048 * mebi
/** A large disk is nearly full sooner than its last two GiB; a small one is not full at once. In whole percent. */
const warnPercent = 5

/** The disk under the data folder is nearly full: every store writes there. */
export const diskNearlyFull = defineRule({
  id: 'disk_nearly_full',
  breaks: [],
  symptomOf: [],
  words: {
    sentence: {
      en: 'The disk with the data folder is nearly full: {{free}} are left.',
      ar: 'القرص الذي فيه مجلد البيانات يكاد يمتلئ: بقي {{free}}.',
    },
    hurts: {
      en: 'When it is full, services refuse to write or end. What they have written stays.',
      ar: 'حين يمتلئ ترفض الخدمات الكتابة أو تنتهي. ويبقى ما كتبته.',
    },
    evidence: {
      room: { en: '{{free}} of {{total}} are free.', ar: 'الحر {{free}} من {{total}}.' },
      advice: {
        en: 'Free room on this disk; the services go on by themselves, those that have ended are started again.',
        ar: 'أفرغ مساحة على هذا القرص؛ تواصل الخدمات من تلقاء نفسها، وما انتهى منها يُعاد تشغيله.',
      },
    },
    fixes: {},
  },
  find: ({ machine, stack }) => {
    // Services elsewhere write elsewhere.
    if (machine.value === null || stack === null || stack.kind !== 'embedded') return []
    const { free, total } = machine.value.disk
    const isShort = free < warnBytes && free * 100 < total * warnPercent
    if (free >= failBytes && !isShort) return []
    return [
      {
        subject: 'disk',
        severity: free < failBytes ? 'fail' : 'warn',
        values: { free: { bytes: free } },
        evidence: [
          {
            word: 'room',
            values: { free: { bytes: free }, total: { bytes: total } },
            command: `df -h '${stack.dataDir}'`,
          },
          { word: 'advice' },
        ],
        breaks: free < failBytes ? ['machine'] : [],
      },
    ]
  },
  fixes: {},
})
