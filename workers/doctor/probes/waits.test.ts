import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import { expect, test } from 'vitest'
import { waitFor } from '../../../tests/support/waitFor'
import { readOfProcess } from '../../../common/process/processes'
import { readWaits, watchWaits } from './waits'

test('what the threads of a process waited between two readings is told of each second', () => {
  let waits: ReadonlyMap<number, number> | null = new Map([
    [10, 500],
    [11, 0],
  ])
  const watch = watchWaits(() => (waits === null ? new Map() : new Map([[10, waits]])))
  expect(watch([10], 0)).toEqual(new Map())
  // One has ended, one has begun.
  waits = new Map([
    [10, 560],
    [12, 40],
  ])
  // Too soon to tell.
  expect(watch([10], 500)).toEqual(new Map())
  expect(watch([10], 2_000)).toEqual(new Map([[10, 50]]))
  expect(watch([10], 2_500)).toEqual(new Map([[10, 50]]))
  // Not asked for meanwhile: the next reading is a first one again.
  watch([], 3_000)
  expect(watch([10], 9_000)).toEqual(new Map())
  waits = null
  expect(watch([10], 20_000)).toEqual(new Map())
})

test.runIf(process.platform === 'linux')(
  'a process that stands still waits for nothing, one that wants to run waits',
  async () => {
    // More than there are processors, so that some always wait.
    const busy = Array.from({ length: 4 * cpus().length }, () =>
      spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
    )
    const still = spawn('sleep', ['60'], { stdio: 'ignore' })
    try {
      await Promise.all([...busy, still].map((child) => once(child, 'spawn')))
      const pidOf = ({ pid }: { readonly pid?: number | undefined }): number => pid ?? 0
      still.kill('SIGSTOP')
      // The signal takes effect with its next turn: until then it waits too.
      await waitFor('it to be stopped', () => readOfProcess(`/proc/${pidOf(still)}/stat`)?.includes(') T '))
      const watch = watchWaits(readWaits)
      const pids = [...busy, still].map(pidOf)
      const lookUntilKnown = async (): Promise<ReadonlyMap<number, number>> => {
        const known = watch(pids, performance.now())
        if (known.size === pids.length) return known
        await new Promise((resolve) => setTimeout(resolve, 100))
        return lookUntilKnown()
      }
      const known = await lookUntilKnown()
      expect(known.get(pidOf(still))).toBe(0)
      expect(Math.max(...busy.map((child) => known.get(pidOf(child)) ?? 0))).toBeGreaterThan(100)
    } finally {
      for (const child of [...busy, still]) child.kill('SIGKILL')
    }
  },
)
