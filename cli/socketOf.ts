import { resolve } from 'node:path'
import { MarsadError } from '../contract/errors'
import { readInstance } from '../host/instanceLock'

/** The control socket of what runs on a data folder. @throws MarsadError `not_running` when nothing does */
export async function socketOf(data: string): Promise<string> {
  const instance = await readInstance(resolve(data))
  if (instance === null) throw new MarsadError('not_running')
  return instance.socket
}
