import { defineRule } from '../../rule'
import { restartService } from './restartService'
import { looksAtServices } from './looksAtServices'
import { brokenBy } from './serviceStopped'

/** Longer than the look after the first that failed takes to fail too (doctor.ts), in milliseconds. */
const silentMs = 2_700

/** A service whose process runs, but that does not answer: stopped with SIGSTOP, deadlocked, or cut off. */
export const serviceSilent = defineRule({
  id: 'service_silent',
  breaks: [],
  symptomOf: ['engine', 'machine'],
  words: {
    sentence: {
      en: '{{service}} runs, but does not answer.',
      ar: 'يعمل {{service}} لكنه لا يجيب.',
    },
    hurts: { en: 'Everything behind it waits until it answers.', ar: 'كل ما بعده ينتظر حتى يجيب.' },
    evidence: {
      failing: { en: 'No answer for {{age}}: {{reason}}', ar: 'لا جواب منذ {{age}}: {{reason}}' },
      process: { en: 'Its process is {{pid}}.', ar: 'رقم عمليته {{pid}}.' },
    },
    fixes: {
      restart: {
        summary: { en: 'Restart {{service}}.', ar: 'إعادة تشغيل {{service}}.' },
      },
    },
  },
  find: (facts) => {
    const { stack, now } = facts
    if (stack?.phase !== 'ready' && stack?.phase !== 'degraded') return []
    return looksAtServices(facts).flatMap(([name, look, command]) => {
      const service = stack.services.find((each) => each.name === name)
      if (service?.state !== 'running' || look.refused) return []
      if (look.failingSince === null || now - look.failingSince < silentMs) return []
      return [
        {
          subject: name,
          severity: 'fail' as const,
          values: { service: { name } },
          evidence: [
            {
              word: 'failing' as const,
              values: { age: { ms: now - look.failingSince }, reason: look.reason ?? '' },
              command,
            },
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
          fixes: stack.kind === 'remote' ? [] : (['restart'] as const),
          // A container that is paused is told as such.
          symptomOf: ['engine' as const, 'machine' as const, name],
          breaks: brokenBy(name),
        },
      ]
    })
  },
  fixes: { restart: restartService },
})
