import { runningServices } from '../../facts'
import { defineRule } from '../../rule'

/** A service runs on another port than the one that people know. Nothing is broken, but whoever uses the usual one meets a stranger. */
export const portTaken = defineRule({
  id: 'port_taken',
  breaks: [],
  symptomOf: [],
  words: {
    sentence: {
      en: '{{service}} runs on port {{port}}: {{wanted}} was taken.',
      ar: 'يعمل {{service}} على المنفذ {{port}} لأن {{wanted}} كان مشغولًا.',
    },
    hurts: {
      en: 'Nothing in here. Programs that use the usual port reach somebody else.',
      ar: 'لا يضر شيئًا هنا. لكن البرامج التي تستعمل المنفذ المعتاد تصل إلى غيره.',
    },
    evidence: {
      owner: { en: 'Port {{wanted}} belonged to {{owner}}.', ar: 'كان المنفذ {{wanted}} لدى {{owner}}.' },
      advice: {
        en: 'End that program and restart {{service}}, or choose another port in Settings.',
        ar: 'أوقف ذلك البرنامج وأعد تشغيل {{service}}، أو اختر منفذًا آخر في الإعدادات.',
      },
    },
    fixes: {},
  },
  find: (facts) =>
    runningServices(facts).flatMap(({ name, port, portTaken: taken }) =>
      taken === null
        ? []
        : [
            {
              subject: name,
              severity: 'info' as const,
              values: { service: { name }, port: String(port), wanted: String(taken.wanted) },
              evidence: [
                {
                  word: 'owner' as const,
                  values: { wanted: String(taken.wanted), owner: taken.owner === '' ? '?' : taken.owner },
                  command: `ss -ltnp 'sport = :${taken.wanted}'`,
                },
                { word: 'advice' as const, values: { service: { name } } },
              ],
            },
          ],
    ),
  fixes: {},
})
