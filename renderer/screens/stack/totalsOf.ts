import type { ServiceSnapshot } from '../../../contract/snapshot'

/** Memory in bytes and shares of a core of all services that were measured; null when none was. */
export function totalsOf(services: readonly ServiceSnapshot[]): { memoryBytes: number; cpu: number } | null {
  const measured = services.filter((service) => service.memoryBytes !== null)
  if (measured.length === 0) return null
  return {
    memoryBytes: measured.reduce((sum, service) => sum + (service.memoryBytes ?? 0), 0),
    cpu: measured.reduce((sum, service) => sum + (service.cpu ?? 0), 0),
  }
}
