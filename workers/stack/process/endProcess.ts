/** Ends a process. Used by the guardian too: nothing but node: here. */
import { setTimeout as delay } from 'node:timers/promises'
import { hasCode } from '../../../common/hasCode'
import { isAlive, type ProcessIdentity } from '../../../common/process/identity'

/** How a process is asked to end, and how long it may take before it is killed. */
export interface StopPlan {
  readonly signal: 'SIGTERM' | 'SIGINT'
  readonly limitMs: number
}

const pollMs = 40
/** After SIGKILL only the kernel can still hold a process back (a disk that does not answer). */
const killedLimitMs = 5_000

/**
 * Asks a process to end, waits up to the limit, then kills it with its process group.
 * @returns `gone` if it had ended before, else how it ended; `stuck` if not even SIGKILL ended it within 5 s.
 */
export async function endProcess(who: ProcessIdentity, plan: StopPlan): Promise<'gone' | 'ended' | 'killed' | 'stuck'> {
  if (!isAlive(who)) return 'gone'
  send(who.pid, plan.signal)
  if (await endsWithin(who, plan.limitMs)) return 'ended'
  killGroup(who.pid)
  return (await endsWithin(who, killedLimitMs)) ? 'killed' : 'stuck'
}

/** Kills a process with its helpers: services lead their own session, so they share its group. One that leads none is killed alone. */
export function killGroup(pid: number): void {
  send(-pid, 'SIGKILL')
  send(pid, 'SIGKILL')
}

async function endsWithin(who: ProcessIdentity, limitMs: number): Promise<boolean> {
  const until = performance.now() + limitMs
  while (isAlive(who)) {
    if (performance.now() >= until) return false
    await delay(pollMs)
  }
  return true
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (thrown) {
    if (!hasCode(thrown, 'ESRCH')) throw thrown
  }
}
