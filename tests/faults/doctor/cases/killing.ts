/** Ends processes of the console again and again. */
import type { ServiceName, WorkerName } from '../../../../contract/snapshot'
import { waitFor } from '../../../support/waitFor'
import type { Ground } from '../faultCase'

/** Kills a service or a worker whenever it runs, until it has begun again so often of late or, without a number, until it is given up. */
export async function killAgain(ground: Ground, name: ServiceName | WorkerName, times?: number): Promise<void> {
  let killed: number | null = null
  const last = await waitFor(
    `${name} to have been killed often enough`,
    async () => {
      const { stack, workers } = await ground.snapshot()
      const found = [...stack.services, ...workers].find((each) => each.name === name)
      if (found?.state === 'failed') return found.state
      if (found?.state !== 'running' || found.pid === null || found.pid === killed) return false
      if (times !== undefined && found.recentRestarts >= times) return found.state
      process.kill(found.pid, 'SIGKILL')
      killed = found.pid
      return false
    },
    120_000,
    200,
  )
  if (times !== undefined && last === 'failed') throw new Error(`${name} was given up before ${times} restarts`)
}
