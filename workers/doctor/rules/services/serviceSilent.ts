import { defineRule } from '../../rule'
import { restartService } from './restartService'
import { causesOfIllness, silentServices } from './silentServices'
import { brokenBy } from './serviceStopped'

/** A service whose process runs, but that does not answer: stopped with SIGSTOP, deadlocked, or cut off. */
export const serviceSilent = defineRule({
  id: 'service_silent',
  breaks: [],
  symptomOf: [],
  words: {
    sentence: {
      en: '{{service}} runs, but does not answer.',
      ar: 'يعمل {{service}} لكنه لا يجيب.',
    },
    hurts: { en: 'Everything behind it waits until it answers.', ar: 'كل ما بعده ينتظر حتى يجيب.' },
    evidence: {
      silent: { en: 'No answer for {{age}}.', ar: 'لا جواب منذ {{age}}.' },
      failing: { en: 'No answer for {{age}}: {{reason}}', ar: 'لا جواب منذ {{age}}: {{reason}}' },
      process: { en: 'Its process is {{pid}}.', ar: 'رقم عمليته {{pid}}.' },
    },
    fixes: {
      restart: {
        summary: { en: 'Restart {{service}}.', ar: 'إعادة تشغيل {{service}}.' },
      },
    },
  },
  find: (facts) =>
    silentServices(facts).map(({ service, silentMs, reason, command }) => ({
      subject: service.name,
      severity: 'fail' as const,
      values: { service: { name: service.name } },
      evidence: [
        reason === null
          ? { word: 'silent' as const, values: { age: { ms: silentMs } }, command }
          : { word: 'failing' as const, values: { age: { ms: silentMs }, reason }, command },
        ...(service.pid === null
          ? []
          : [
              {
                word: 'process' as const,
                values: { pid: String(service.pid) },
                command: `ps -o stat,etime,args -p ${service.pid}`,
              },
            ]),
      ],
      // Somebody else's services are theirs to restart.
      fixes: facts.stack?.kind === 'remote' ? [] : (['restart'] as const),
      // One that is not well is told as such.
      symptomOf: [...causesOfIllness(facts, service), service.name],
      breaks: brokenBy(service.name),
    })),
  fixes: { restart: restartService },
})
