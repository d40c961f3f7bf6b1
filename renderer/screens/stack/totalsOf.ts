import type { ServiceSnapshot } from '../../../contract/snapshot'

export interface Totals {
  readonly memoryBytes: number
  /** Shares of a core. */
  readonly cpu: number
  /** Bytes a second, both ways; null where no service tells it. */
  readonly network: number | null
  readonly disk: number | null
}

/** The sums over all services that were measured; null when none was. */
export function totalsOf(services: readonly ServiceSnapshot[]): Totals | null {
  const measured = services.filter((service) => service.memoryBytes !== null)
  if (measured.length === 0) return null
  return {
    memoryBytes: sum(measured.map((service) => service.memoryBytes ?? 0)),
    cpu: sum(measured.map((service) => service.cpu ?? 0)),
    network: sumOfKnown(
      measured.map(({ network }) => (network === null ? null : network.receivedPerSecond + network.sentPerSecond)),
    ),
    disk: sumOfKnown(measured.map(({ disk }) => (disk === null ? null : disk.readPerSecond + disk.writtenPerSecond))),
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

function sumOfKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : sum(known)
}
