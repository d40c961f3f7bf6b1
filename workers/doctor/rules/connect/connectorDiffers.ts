import { z } from 'zod'
import { connectorName } from '../../../../contract/pipeline'
import { isSecretName } from '../../../../contract/secretNames'
import { connectorConfig, differingKeys } from '../../../pipeline/connector/connectorConfig'
import { connectRest } from '../../../clients/connect/connectRest'
import { connectorVerdict } from '../../../clients/connect/connectorVerdict'
import { defineRule } from '../../rule'
import { connectOf } from '../postgres/postgres'
import { connectorCommand } from './connectorCommand'
import { connector } from './remedies'

/** Of the keys that differed; null: it had none. */
const valuesSchema = z.record(z.string(), z.string().nullable())

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
        undo: {
          en: 'Give these settings of the connector the values that they had: {{keys}}.',
          ar: 'إعادة القيم السابقة إلى إعدادات الموصل هذه: {{keys}}.',
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
  fixes: {
    restore: {
      ...connector,
      undo: {
        keep: async ({ services: { endpoints }, signal }) => {
          const found = await connectRest(endpoints.connect, signal).config(connectorName)
          if (found === null) return null
          const keys = differingKeys(connectorConfig(endpoints), found)
          // It is written to a file.
          if (keys.some(isSecretName)) return null
          const values = Object.fromEntries(keys.map((key) => [key, found[key] ?? null]))
          return { keys: keys.join(', '), values: JSON.stringify(values) }
        },
        put: async ({ services: { endpoints }, signal }, { values = '{}' }) => {
          const former = valuesSchema.parse(JSON.parse(values))
          const all = Object.entries({ ...connectorConfig(endpoints), ...former })
          const config = Object.fromEntries(all.flatMap(([key, value]) => (value === null ? [] : [[key, value]])))
          await connectRest(endpoints.connect, signal).putConfig(connectorName, config)
        },
      },
    },
  },
})
