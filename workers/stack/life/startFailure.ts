import type { ErrorCode, Failure } from '../../../contract/errors'
import { tellsOfFullDisk } from '../data/diskRoom'
import type { Disk } from './exitFailure'

/** Failures that say what was noticed, not why: a full disk explains each of them. */
const symptoms: readonly ErrorCode[] = [
  'internal',
  'prepare_failed',
  'canary_lost',
  'connector_failed',
  'service_exited',
  'service_timeout',
]

/** Why a start failed: a full disk, where what was met is one of its many symptoms; else what was met. */
export function startFailure(met: Failure, disk: Disk): Failure {
  if (!symptoms.includes(met.code)) return met
  if (disk.hasRoom && !tellsOfFullDisk(met.cause ?? '')) return met
  const cause = [`${met.code} ${JSON.stringify(met.details)}`, met.cause ?? ''].join('\n')
  return { code: 'disk_full', details: { path: disk.path }, cause }
}
