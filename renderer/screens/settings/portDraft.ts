import { portsSchema, type Ports } from '../../../contract/settings'
import { serviceNames, type ServiceName } from '../../../contract/snapshot'
import { parseWhole } from '../../components/parseWhole'

export const lowestPort = 1024
export const highestPort = 65535

export type PortFault = 'range' | 'twice'

/** What was typed, checked: the ports when all are right, else the fault of each field. */
export function checkPorts(texts: Readonly<Record<ServiceName, string>>): {
  readonly ports: Ports | null
  readonly faults: Readonly<Partial<Record<ServiceName, PortFault>>>
} {
  const values = new Map(serviceNames.map((name) => [name, parseWhole(texts[name], lowestPort, highestPort)]))
  const faults: Partial<Record<ServiceName, PortFault>> = {}
  for (const [name, value] of values) {
    if (value === null) faults[name] = 'range'
    else if ([...values].some(([other, port]) => other !== name && port === value)) faults[name] = 'twice'
  }
  const isRight = Object.keys(faults).length === 0
  return { ports: isRight ? portsSchema.parse(Object.fromEntries(values)) : null, faults }
}
