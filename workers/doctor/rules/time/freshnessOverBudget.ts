import { everyPart } from '../../../../contract/doctor'
import { freshnessBudgetMs } from '../../../../contract/pipeline'
import { defineRule } from '../../rule'
import { lateHop } from './lateHop'

/** Events take longer than promised, though every part works: the hop that spends the time is named. */
export const freshnessOverBudget = defineRule({
  id: 'freshness_over_budget',
  breaks: [],
  symptomOf: everyPart,
  holdMs: 10_000,
  words: {
    sentence: {
      en: 'Events arrive later than the {{budget}} promised: the time goes to {{hop}}.',
      ar: 'تصل الأحداث متأخرة عن {{budget}} الموعودة: يذهب الوقت في {{hop}}.',
    },
    hurts: {
      en: 'What people see is older than promised; nothing is lost.',
      ar: 'ما يراه الناس أقدم مما وُعد به؛ لا يضيع شيء.',
    },
    evidence: {
      oldest: {
        en: 'The oldest event that waits there has waited for {{spent}}.',
        ar: 'أقدم حدث ينتظر هناك ينتظر منذ {{spent}}.',
      },
      catching_up: {
        en: 'It is catching up: {{left}} records are left; at this pace it needs {{remaining}}.',
        ar: 'إنه يعوّض ما فاته: بقي من السجلات {{left}}، وينتهي منها بهذه الوتيرة خلال {{remaining}}.',
      },
      capture: {
        en: 'From commit to topic, half of the latest events took longer than {{spent}}, and it grows.',
        ar: 'من التثبيت إلى الموضوع استغرق نصف أحدث الأحداث أكثر من {{spent}}، والوقت يزداد.',
      },
    },
    fixes: {},
  },
  find: (facts) => {
    const slowest = lateHop(facts)
    if (slowest === null) return []
    const { subject, name, spentMs, command, catchUp } = slowest
    return [
      {
        subject,
        severity: 'warn',
        values: { budget: { ms: freshnessBudgetMs }, hop: { name } },
        evidence: [
          {
            word: command === null ? ('capture' as const) : ('oldest' as const),
            values: { spent: { ms: spentMs } },
            ...(command === null ? {} : { command }),
          },
          ...(catchUp === null
            ? []
            : [
                {
                  word: 'catching_up' as const,
                  values: { left: catchUp.left, remaining: { ms: catchUp.remainingMs } },
                },
              ]),
        ],
      },
    ]
  },
  fixes: {},
})
