import { connectorName } from '../../../../contract/pipeline'
import { connectorVerdict } from '../../../clients/connect/connectorVerdict'
import { defineRule } from '../../rule'
import { connectOf } from '../postgres/postgres'
import { connectorCommand } from './connectorCommand'
import { makeAgain, restart, restartWords } from './remedies'

/** No worker of Connect has the connector or its task: not failed, not paused, just nowhere. The task goes on without the connector. */
export const connectorUnassigned = defineRule({
  id: 'connector_unassigned',
  breaks: [],
  symptomOf: ['postgres', 'kafka', 'connect'],
  // Between a change and the next state of a task.
  holdMs: 5_000,
  words: {
    sentence: {
      en: 'The connector is there, but a part of it is on no worker of Kafka Connect.',
      ar: 'الموصل موجود، لكن جزءًا منه ليس لدى أي عامل من Kafka Connect.',
    },
    hurts: {
      en: 'Where its task is nowhere, no change leaves Postgres; they wait in its log. Where only the connector is, its settings are followed no more.',
      ar: 'إن لم تكن المهمة لدى أحد فلا يغادر أي تغيير Postgres وتنتظر التغييرات في سجله، وإن كان الموصل وحده كذلك فلا يُعمل بما يتغير في إعداداته.',
    },
    evidence: {
      connector: { en: 'The connector is {{state}}.', ar: 'حالة الموصل {{state}}.' },
      tasks: { en: 'Its tasks: {{states}}.', ar: 'مهامه: {{states}}.' },
      none: { en: 'It has no task.', ar: 'ليست له أي مهمة.' },
    },
    fixes: {
      make_again: {
        summary: {
          en: 'Delete the connector and make it again, so that a worker takes it at once; it goes on where it stopped.',
          ar: 'حذف الموصل وإنشاؤه من جديد ليأخذه عامل في الحال؛ يواصل من حيث توقف.',
        },
      },
      restart: restartWords,
    },
  },
  find: (facts) => {
    const status = connectOf(facts)?.status ?? null
    if (status === null || connectorVerdict(status).kind !== 'waiting') return []
    const flows = status.tasks.length > 0 && status.tasks.every(({ state }) => state === 'RUNNING')
    const command = connectorCommand(facts.endpoints, 'status')
    const states = status.tasks.map(({ id, state }) => `${id} ${state}`).join(', ')
    return [
      {
        subject: connectorName,
        severity: flows ? ('warn' as const) : ('fail' as const),
        breaks: flows ? [] : (['capture'] as const),
        // Without a task there is none to be given to a worker: the connector itself has to begin. A restart reaches only a worker that
        // has the part, and here none has it.
        fixes: states === '' ? ['restart', 'make_again'] : ['make_again'],
        evidence: [
          { word: 'connector', values: { state: status.connector.state }, command },
          states === '' ? { word: 'none', command } : { word: 'tasks', values: { states }, command },
        ],
      },
    ]
  },
  fixes: { make_again: makeAgain, restart },
})
