import { defineRule } from '../../rule'

/**
 * Processes that want to run for each core, over a minute. The pipeline's own threads come to eight where its traffic alone fills the
 * processors (`npm run marsad -- up --events-per-second 200` on two cores, beside `uptime`), and its events are in time all the same.
 */
const crowded = 12
/** A load says little where processors rest meanwhile: many threads that wake together for a moment can make one. */
const restingShare = 0.1

/** Far more processes want to run than there are cores: what seems slow may only wait for its turn. */
export const processorsBusy = defineRule({
  id: 'processors_busy',
  breaks: [],
  symptomOf: [],
  holdMs: 20_000,
  words: {
    sentence: {
      en: 'This machine is overloaded: {{load}} processes want to run on {{cores}} cores.',
      ar: 'هذا الجهاز مثقل: عدد العمليات التي تريد العمل {{load}} على {{cores}} من الأنوية.',
    },
    hurts: {
      en: 'Everything gets slower. Nothing is lost, but services may seem silent that only wait for their turn.',
      ar: 'يبطؤ كل شيء. لا يضيع شيء، لكن قد تبدو صامتةً خدمات لا تنتظر إلا دورها.',
    },
    evidence: {
      load: { en: 'The load over the last minute is {{load}}.', ar: 'الحمل خلال الدقيقة الأخيرة {{load}}.' },
      idle: {
        en: 'Of late the processors had nothing to do for {{percent}} % of their time.',
        ar: 'لم يكن لدى المعالجات في الثواني الأخيرة ما تعمله خلال {{percent}} % من وقتها.',
      },
    },
    fixes: {},
  },
  find: ({ machine }) => {
    if (machine.value === null) return []
    const { load, cores, idle } = machine.value
    if (load < cores * crowded || idle === null || idle > restingShare) return []
    return [
      {
        subject: 'processors',
        severity: 'warn',
        values: { load: Math.round(load), cores },
        evidence: [
          { word: 'load', values: { load: Math.round(load) }, command: 'uptime; top -b -n 1 | head -20' },
          { word: 'idle', values: { percent: Math.round(idle * 100) }, command: 'vmstat 5 2' },
        ],
      },
    ]
  },
  fixes: {},
})
