import { connectorName } from '../../../../contract/pipeline'
import type { Endpoints } from '../../../../contract/workers'

/** How to ask Connect about the connector by hand. */
export const connectorCommand = (endpoints: Endpoints | null, what: 'status' | 'config'): string =>
  `curl ${endpoints?.connect.publishedUrl ?? ''}/connectors/${connectorName}/${what}`
