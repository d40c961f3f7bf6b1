import { defineRule } from '../../rule'
import { restartService } from '../services/restartService'

/** In whole percent of the limit. */
const nearPercent = 80

/** A service has nearly as many files and connections open as it may: the next one is refused. */
export const openFiles = defineRule({
  id: 'open_files',
  breaks: [],
  symptomOf: [],
  words: {
    sentence: {
      en: '{{service}} has {{open}} files and connections open, of {{limit}} that it may.',
      ar: 'لدى {{service}} من الملفات والاتصالات المفتوحة {{open}} من أصل {{limit}} مسموح بها.',
    },
    hurts: {
      en: 'At the limit it refuses connections and cannot write new files.',
      ar: 'عند بلوغ الحد يرفض الاتصالات ولا يستطيع كتابة ملفات جديدة.',
    },
    evidence: {
      process: { en: 'Its process {{pid}} has {{open}} open.', ar: 'المفتوح لدى عمليته {{pid}} عدده {{open}}.' },
    },
    fixes: {
      restart: {
        summary: {
          en: 'Restart {{service}}: it begins with no more open than it needs, and with the limit of this console.',
          ar: 'إعادة تشغيل {{service}}: يبدأ بما يحتاج إليه فقط وبحد هذه اللوحة.',
        },
      },
    },
  },
  find: ({ machine, stack }) =>
    (machine.value?.openFiles ?? []).flatMap(({ pid, open, limit }) => {
      const service = stack?.services.find((each) => each.pid === pid)
      if (service === undefined || open * 100 < limit * nearPercent) return []
      return [
        {
          subject: service.name,
          severity: 'warn' as const,
          values: { service: { name: service.name }, open, limit },
          evidence: [
            {
              word: 'process' as const,
              values: { pid: String(pid), open },
              command: `ls /proc/${pid}/fd | wc -l; grep 'open files' /proc/${pid}/limits`,
            },
          ],
        },
      ]
    }),
  fixes: { restart: restartService },
})
