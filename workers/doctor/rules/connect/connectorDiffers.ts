import { connectorName } from '../../../../contract/pipeline'
import { connectorVerdict } from '../../../shared/connect/connectorVerdict'
import { defineRule } from '../../rule'
import { connectOf } from '../postgres/postgres'
import { connectorCommand } from './connectorCommand'
import { connector } from './remedies'

/** Somebody changed the connector's configuration. Named are its keys, never their values: one is a password. */
export const connectorDiffers = defineRule({
  id: 'connector_differs',
  breaks: [],
  symptomOf: ['postgres', 'kafka', 'connect'],
  words: {
    sentence: {
      en: 'The connector’s configuration differs from the one it was given.',
      ar: 'إعدادات الموصل تختلف عن الإعدادات التي أُعطيها.',
    },
    hurts: {
      en: 'Changes may come late, incomplete or in another shape, or not at all.',
      ar: 'قد تصل التغييرات متأخرة أو ناقصة أو بشكل آخر، أو لا تصل.',
    },
    evidence: {
      keys: {
        en: 'These settings differ: {{keys}}. Their values are not shown; one may be a password.',
        ar: 'الإعدادات المختلفة: {{keys}}. لا تُعرض قيمها، فقد تكون إحداها كلمة مرور.',
      },
    },
    fixes: {
      restore: {
        summary: {
          en: 'Give the connector its configuration again; it goes on where it stopped.',
          ar: 'إعادة إعدادات الموصل إليه؛ يواصل من حيث توقف.',
        },
      },
    },
  },
  find: (facts) => {
    const connect = connectOf(facts)
    const keys = connect?.differing ?? []
    if (connect === null || keys.length === 0) return []
    const failed = connectorVerdict(connect.status).kind === 'failed'
    return [
      {
        subject: connectorName,
        severity: failed ? 'fail' : 'warn',
        evidence: [
          { word: 'keys', values: { keys: keys.join(', ') }, command: connectorCommand(facts.endpoints, 'config') },
        ],
        // A connector that fails on other settings than its own most likely fails because of them.
        breaks: failed ? ['connect', 'capture'] : [],
      },
    ]
  },
  fixes: { restore: connector },
})
