import { z } from 'zod'
import { MarsadError } from '../../../contract/errors'
import type { Endpoints } from '../../../contract/workers'
import { httpText } from '../../clients/httpText'
import { connectorClass } from '../../pipeline/connector/connectorConfig'

const rootSchema = z.object({ version: z.string() })
const pluginsSchema = z.array(z.object({ class: z.string() }))

/**
 * Asks Kafka Connect for its version, and whether it can run the connector.
 * @throws MarsadError `remote_sign_in` {service, address, user}; `remote_no_debezium` {address}; else as the request.
 */
export async function checkConnect({ connect }: Endpoints, address: string, signal: AbortSignal): Promise<string> {
  const get = async <S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> => {
    const { ok, status, text } = await httpText(connect, 'GET', path, signal)
    if (status === 401 || status === 403) {
      const details = {
        service: 'connect',
        address,
        ...(connect.account === null ? {} : { user: connect.account.user }),
      }
      throw new MarsadError('remote_sign_in', details, new Error(`GET ${path}: ${status} ${text}`))
    }
    if (!ok) throw new Error(`GET ${path}: ${status} ${text}`)
    return schema.parse(JSON.parse(text))
  }
  const { version } = await get('/', rootSchema)
  const plugins = await get('/connector-plugins', pluginsSchema)
  if (!plugins.some((plugin) => plugin.class === connectorClass)) {
    throw new MarsadError('remote_no_debezium', { address })
  }
  return version
}
