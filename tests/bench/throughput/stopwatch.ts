/** Measures one arm from inside its process: processor time of all its threads, between two counts of events. */
import type { ArmResult, ArmTask } from './arm'

interface Mark {
  readonly events: number
  readonly cpu: NodeJS.CpuUsage
  readonly at: number
}

/** @returns told the number of events done so far, after each step; resolves `done` when all are. */
export function stopwatch({ warmUp, events }: ArmTask): {
  count: (total: number) => void
  done: Promise<ArmResult>
} {
  let begun: Mark | undefined
  let finish: (result: ArmResult) => void = () => undefined
  const done = new Promise<ArmResult>((resolve) => {
    finish = resolve
  })
  return {
    done,
    count: (total) => {
      if (begun === undefined) {
        if (total >= warmUp) begun = { events: total, cpu: process.cpuUsage(), at: performance.now() }
        return
      }
      if (total < events) return
      const { user, system } = process.cpuUsage(begun.cpu)
      finish({
        events: total - begun.events,
        cpuSeconds: (user + system) / 1e6,
        wallSeconds: (performance.now() - begun.at) / 1e3,
      })
    },
  }
}
