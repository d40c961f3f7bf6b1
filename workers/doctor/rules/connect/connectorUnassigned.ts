import { connectorName } from '../../../../contract/pipeline'
import { connectorVerdict } from '../../../shared/connect/connectorVerdict'
import { defineRule } from '../../rule'
import { connectOf } from '../postgres/postgres'
import { connectorCommand } from './connectorCommand'
import { restart, restartWords } from './remedies'

/** No worker of Connect runs the connector or its task: not failed, not paused, just nowhere. */
export const connectorUnassigned = defineRule({
  id: 'connector_unassigned',
  breaks: ['capture'],
  symptomOf: ['postgres', 'kafka', 'connect'],
  // Between a change and the next state of a task.
  holdMs: 5_000,
  words: {
    sentence: {
      en: 'The connector is there, but no worker of Kafka Connect runs its task.',
      ar: 'الموصل موجود، لكن لا يشغّل مهمتَه أي عامل من Kafka Connect.',
    },
    hurts: {
      en: 'No change leaves Postgres; they wait in its log.',
      ar: 'لا يغادر أي تغيير Postgres؛ تنتظر التغييرات في سجله.',
    },
    evidence: {
      connector: { en: 'The connector is {{state}}.', ar: 'حالة الموصل {{state}}.' },
      tasks: { en: 'Its tasks: {{states}}.', ar: 'مهامه: {{states}}.' },
      none: { en: 'It has no task.', ar: 'ليست له أي مهمة.' },
    },
    fixes: { restart: restartWords },
  },
  find: (facts) => {
    const status = connectOf(facts)?.status ?? null
    if (status === null || connectorVerdict(status).kind !== 'waiting') return []
    const command = connectorCommand(facts.endpoints, 'status')
    const states = status.tasks.map(({ id, state }) => `${id} ${state}`).join(', ')
    return [
      {
        subject: connectorName,
        severity: 'fail',
        evidence: [
          { word: 'connector', values: { state: status.connector.state }, command },
          states === '' ? { word: 'none', command } : { word: 'tasks', values: { states }, command },
        ],
      },
    ]
  },
  fixes: { restart },
})
