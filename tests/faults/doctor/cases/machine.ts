import { spawn, type ChildProcess } from 'node:child_process'
import { cpus } from 'node:os'
import type { FaultCase } from '../faultCase'

/** Enough processes for each core that the load of a minute passes what is called crowded within half of one. */
const processesACore = 20
/** They end by themselves, should nobody end them. */
const longestS = 150

let crowd: ChildProcess[] = []

export const machineCases: readonly FaultCase[] = [
  {
    rule: 'processors_busy',
    subject: 'processors',
    // They yield to whatever else wants to run: they stand in line, which is what the load counts, and hold up nothing.
    inject: () => {
      const script = `end=$(($(date +%s) + ${longestS})); while [ "$(date +%s)" -lt $end ]; do i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; done`
      crowd = Array.from({ length: cpus().length * processesACore }, () =>
        spawn('nice', ['-n', '19', 'sh', '-c', script], { stdio: 'ignore' }),
      )
      return Promise.resolve()
    },
    fix: null,
    heal: () => {
      for (const child of crowd) child.kill('SIGKILL')
      crowd = []
      return Promise.resolve()
    },
  },
]
