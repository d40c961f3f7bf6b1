import type { Failure } from '../../../contract/errors'
import type { ServiceName } from '../../../contract/snapshot'
import { tellsOfFullDisk } from '../data/diskRoom'
import type { Exit } from '../process/startService'

/** Signals by which somebody ends a process, whatever the state of the disk. */
const sent: readonly NodeJS.Signals[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT']

/** The data folder's disk at the moment of an exit. */
export interface Disk {
  readonly path: string
  /** Logs lie on this disk too: when it is full, the line that would name the cause could not be written. */
  readonly hasRoom: boolean
}

/** Why a service ended, as far as its exit, its last lines and the disk tell. */
export function exitFailure(service: ServiceName, exit: Exit, lastLog: readonly string[], disk: Disk): Failure {
  const cause = lastLog.length === 0 ? null : lastLog.join('\n')
  const ofItself = exit.signal === null || !sent.includes(exit.signal)
  if (lastLog.some(tellsOfFullDisk) || (!disk.hasRoom && ofItself)) {
    return { code: 'disk_full', details: { service, path: disk.path }, cause }
  }
  return {
    code: 'service_exited',
    details: {
      service,
      ...(exit.code === null ? {} : { code: exit.code }),
      ...(exit.signal === null ? {} : { signal: exit.signal }),
    },
    cause,
  }
}
