import { defineRule } from '../../rule'
import { runningServices, type Facts } from '../../facts'
import { mayWaitForTurn } from '../../quietParts'
import { causesOfIllness, hangs, silentServices } from '../services/silentServices'
import { lateHop } from '../time/lateHop'
import { neededWorkers } from '../workers/workers'

/** Processes and threads that want to run, for each core. */
const crowded = 6
/** A crowd says little where processors rest meanwhile: many threads that wake together for a moment make one. */
const restingShare = 0.1
/** What is late may be so for a moment only. */
const lateHoldMs = 10_000

/** Whether a part does not run, or hangs: events are late for that, not for want of processors. */
const isOneAway = (facts: Facts): boolean =>
  runningServices(facts).some((service) => service.state !== 'running' || hangs(facts, service)) ||
  neededWorkers(facts).some(({ name, state }) => state !== 'running' || !mayWaitForTurn(facts, name))

/**
 * Far more wants to run than there are cores, and the pipeline suffers from it: services do not answer, or events are late. Full
 * processors alone are none: the pipeline fills them itself where its traffic is heavy, and is in time.
 */
export const processorsBusy = defineRule({
  id: 'processors_busy',
  breaks: ['processors'],
  symptomOf: [],
  words: {
    sentence: {
      en: 'This machine is overloaded: {{wanting}} processes want to run on {{cores}} cores.',
      ar: 'هذا الجهاز مثقل: عدد العمليات التي تريد العمل {{wanting}} على {{cores}} من الأنوية.',
    },
    hurts: {
      en: 'What runs waits for its turn: services seem silent, events are late; nothing is lost. End what takes the processors, or let fewer events come.',
      ar: 'ينتظر كل ما يعمل دوره: تبدو خدمات صامتة وتتأخر الأحداث، ولا يضيع شيء. أنهِ ما يشغل المعالجات أو قلّل الأحداث.',
    },
    evidence: {
      silent: { en: '{{service}} has given no answer for {{age}}.', ar: 'لا جواب من {{service}} منذ {{age}}.' },
      late: {
        en: 'Events are late: {{spent}} of their time goes to {{hop}}.',
        ar: 'الأحداث متأخرة: يذهب من وقتها {{spent}} في {{hop}}.',
      },
      idle: {
        en: 'Of late the processors had nothing to do for {{percent}} % of their time.',
        ar: 'لم يكن لدى المعالجات في الثواني الأخيرة ما تعمله خلال {{percent}} % من وقتها.',
      },
      load: { en: 'The load over the last minute is {{load}}.', ar: 'الحمل خلال الدقيقة الأخيرة {{load}}.' },
    },
    fixes: {},
  },
  find: (facts) => {
    if (facts.processors.value === null) return []
    const { wanting, load, cores, idle } = facts.processors.value
    if (wanting < cores * crowded || idle === null || idle > restingShare) return []
    const silent = silentServices(facts).filter(({ service }) => causesOfIllness(facts, service).includes('processors'))
    const late = isOneAway(facts) ? null : lateHop(facts)
    if (silent.length === 0 && late === null) return []
    return [
      {
        subject: 'processors',
        severity: silent.length > 0 ? 'fail' : 'warn',
        holdMs: silent.length > 0 ? 0 : lateHoldMs,
        values: { wanting: Math.round(wanting), cores },
        evidence: [
          ...silent.map(({ service, silentMs, command }) => ({
            word: 'silent' as const,
            values: { service: { name: service.name }, age: { ms: silentMs } },
            command,
          })),
          ...(late === null
            ? []
            : [{ word: 'late' as const, values: { spent: { ms: late.spentMs }, hop: { name: late.name } } }]),
          { word: 'idle', values: { percent: Math.round(idle * 100) }, command: 'top -b -n 1 | head -20' },
          { word: 'load', values: { load: Math.round(load) }, command: 'uptime' },
        ],
      },
    ]
  },
  fixes: {},
})
