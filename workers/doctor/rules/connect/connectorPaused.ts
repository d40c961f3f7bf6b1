import { connectorName } from '../../../../contract/pipeline'
import { connectRest } from '../../../clients/connect/connectRest'
import { defineRule } from '../../rule'
import { connectorCommand } from './connectorCommand'

/** The connector was paused or stopped by hand: it stays so until somebody resumes it. */
export const connectorPaused = defineRule({
  id: 'connector_paused',
  breaks: ['capture'],
  symptomOf: ['postgres', 'kafka', 'connect'],
  words: {
    sentence: {
      en: 'The connector is paused: no change leaves Postgres.',
      ar: 'الموصل موقوف مؤقتًا: لا يغادر أي تغيير Postgres.',
    },
    hurts: {
      en: 'New events wait in Postgres’s log, which grows until the connector is resumed.',
      ar: 'تنتظر الأحداث الجديدة في سجل Postgres الذي يكبر حتى يُستأنف الموصل.',
    },
    evidence: {
      state: { en: 'Connect says {{state}} for {{connector}}.', ar: 'حالة {{connector}} عند Connect هي {{state}}.' },
    },
    fixes: {
      resume: {
        summary: {
          en: 'Resume the connector; it goes on where it stopped.',
          ar: 'استئناف الموصل؛ يواصل من حيث توقف.',
        },
        undo: { en: 'Put the connector back to {{state}}.', ar: 'إعادة الموصل إلى الحالة {{state}}.' },
      },
    },
  },
  find: ({ connect, endpoints }) => {
    const state = connect.value?.status?.connector.state
    if (state !== 'PAUSED' && state !== 'STOPPED') return []
    return [
      {
        subject: connectorName,
        severity: 'fail',
        evidence: [
          {
            word: 'state',
            values: { state, connector: connectorName },
            command: connectorCommand(endpoints, 'status'),
          },
        ],
      },
    ]
  },
  fixes: {
    resume: {
      safe: true,
      run: ({ services, signal }) => connectRest(services.endpoints.connect, signal).resume(connectorName),
      settleMs: 30_000,
      undo: {
        keep: ({ facts }) => {
          const state = facts.connect.value?.status?.connector.state
          return Promise.resolve(state === undefined ? null : { state })
        },
        put: ({ services, signal }, { state }) => {
          const rest = connectRest(services.endpoints.connect, signal)
          return state === 'STOPPED' ? rest.stop(connectorName) : rest.pause(connectorName)
        },
      },
    },
  },
})
