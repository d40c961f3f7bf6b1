import type { ServiceSnapshot } from './snapshot'

/** A stopped service of which nothing is known but where it would answer. @param since epoch milliseconds */
export function partAtRest(host: string, port: number, since: number): Omit<ServiceSnapshot, 'name'> {
  return {
    state: 'stopped',
    pid: null,
    host,
    port,
    portTaken: null,
    version: null,
    waitingFor: null,
    since,
    startMs: null,
    restarts: 0,
    recentRestarts: 0,
    failure: null,
    lastLog: [],
    cpu: null,
    memoryBytes: null,
    memoryLimitBytes: null,
    network: null,
    disk: null,
    container: null,
    shell: null,
  }
}
