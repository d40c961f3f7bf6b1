import { MarsadError } from '../../../contract/errors'
import type { ServiceName, WorkerName } from '../../../contract/snapshot'
import { identify } from '../../../common/process/identity'
import type { InjectTools } from '../fault'
import { sendSignal } from '../undo'

/** Stops a process (SIGSTOP), with its way back written down first. @returns its id @throws MarsadError not_running */
export async function stopProcess(tools: InjectTools, name: ServiceName | WorkerName): Promise<number> {
  const who = identify(tools.pidOf(name))
  if (who === null) throw new MarsadError('not_running', { service: name })
  await tools.remember({ kind: 'continue', ...who })
  sendSignal(who.pid, 'SIGSTOP')
  return who.pid
}
