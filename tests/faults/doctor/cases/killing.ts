/** Ends processes of the console again and again. */
import { setTimeout as delay } from 'node:timers/promises'
import type { ServiceName, WorkerName } from '../../../../contract/snapshot'
import type { Ground } from '../faultCase'

const lookEveryMs = 200
const limitMs = 120_000

/** Kills a service or a worker whenever it runs, until it has begun again so often of late or, without a number, until it is given up. */
export async function killAgain(ground: Ground, name: ServiceName | WorkerName, times?: number): Promise<void> {
  const until = Date.now() + limitMs
  let killed: number | null = null
  while (Date.now() < until) {
    const { stack, workers } = await ground.snapshot()
    const found = [...stack.services, ...workers].find((each) => each.name === name)
    if (found?.state === 'failed') {
      if (times === undefined) return
      throw new Error(`${name} was given up after ${found.restarts} restarts`)
    }
    if (found?.state === 'running' && found.pid !== null && found.pid !== killed) {
      if (times !== undefined && found.recentRestarts >= times) return
      process.kill(found.pid, 'SIGKILL')
      killed = found.pid
    }
    await delay(lookEveryMs)
  }
  throw new Error(`${name} did not come to the end that was wanted`)
}
