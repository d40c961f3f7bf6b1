import type { Failure } from '../../../contract/errors'
import type { ServiceName } from '../../../contract/snapshot'
import type { Exit } from '../process/startService'

const diskFull = /No space left on device|ENOSPC|Disk quota exceeded/i

/**
 * Why a service ended, as far as its exit and its last lines tell.
 * @param path the data folder, for the sentence about a full disk.
 */
export function exitFailure(service: ServiceName, exit: Exit, lastLog: readonly string[], path: string): Failure {
  const cause = lastLog.length === 0 ? null : lastLog.join('\n')
  if (lastLog.some((line) => diskFull.test(line))) return { code: 'disk_full', details: { path }, cause }
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
