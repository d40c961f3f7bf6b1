import { runningServices } from '../../facts'
import { defineRule } from '../../rule'
import { looksAtServices } from './looksAtServices'

const refusesMs = 5_000

/** A service answers, but not what is asked: a password that was changed, a grant that was taken away, another program on its port. */
export const serviceRefuses = defineRule({
  id: 'service_refuses',
  breaks: [],
  symptomOf: ['engine', 'machine'],
  words: {
    sentence: {
      en: '{{service}} answers, but refuses what the doctor asks of it.',
      ar: 'يجيب {{service}} لكنه يرفض ما يسأله الطبيب.',
    },
    hurts: {
      en: 'The doctor cannot look at it; if the workers use the same account, they are refused too.',
      ar: 'لا يستطيع الطبيب النظر فيه، وإن كان العمال يستعملون الحساب نفسه فهم مرفوضون أيضًا.',
    },
    evidence: {
      answer: { en: 'For {{age}} it answers: {{reason}}', ar: 'يجيب منذ {{age}}: {{reason}}' },
      advice: {
        en: 'Look at the account and its grants; a password that was changed belongs into Settings as well.',
        ar: 'راجع الحساب وصلاحياته؛ وكلمة المرور التي تغيرت مكانها الإعدادات أيضًا.',
      },
    },
    fixes: {},
  },
  find: (facts) => {
    const services = runningServices(facts)
    return looksAtServices(facts).flatMap(([name, { refused, failingSince, reason }, command]) => {
      const runs = services.some((service) => service.name === name && service.state === 'running')
      if (!runs || !refused || failingSince === null || facts.now - failingSince < refusesMs) return []
      return [
        {
          subject: name,
          // Somebody else's services may keep from us what only the doctor wants to know.
          severity: facts.stack?.kind === 'remote' ? ('warn' as const) : ('fail' as const),
          values: { service: { name } },
          evidence: [
            {
              word: 'answer' as const,
              values: { age: { ms: facts.now - failingSince }, reason: reason === null ? '' : { unread: reason } },
              command,
            },
            { word: 'advice' as const },
          ],
        },
      ]
    })
  },
  fixes: {},
})
