import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import type { FaultCase } from '../faultCase'
import { silentService } from './services'
import { silentWorker } from './workers'

/** Enough that each process of the pipeline gets a small share of its turns. */
const overloadACore = 20
/** Enough that the processors are full, and few enough that the pipeline keeps up. */
const fullACore = 6
/** They end by themselves, should nobody end them. */
const longestS = 150

let crowd: ChildProcess[] = []

/** Each in a session of its own: Linux shares the processors out among sessions first, and within one they would hold up nothing. */
function fill(processesACore: number): void {
  const script = `end=$(($(date +%s) + ${longestS})); while [ "$(date +%s)" -lt $end ]; do i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; done`
  crowd = Array.from({ length: cpus().length * processesACore }, () =>
    spawn('sh', ['-c', script], { stdio: 'ignore', detached: true }),
  )
}

function empty(): Promise<void> {
  for (const child of crowd) child.kill('SIGKILL')
  crowd = []
  return Promise.resolve()
}

/** What hangs does so for itself, however many wait for their turn beside it. */
const onFullProcessors = (hanging: FaultCase): FaultCase => ({
  ...hanging,
  title: 'on full processors',
  inject: async (ground) => {
    fill(fullACore)
    await hanging.inject(ground)
  },
  heal: empty,
  // Others may really wait for theirs.
  before: ['processors_busy'],
})

/** Takes memory until little is left; should that be too little for somebody, it is the first that the system ends. */
const hog = `
const { readFileSync, writeFileSync } = require('node:fs')
writeFileSync('/proc/self/oom_score_adj', '1000')
const of = (name) => Number(new RegExp(name + ': +([0-9]+)').exec(readFileSync('/proc/meminfo', 'utf8'))[1])
const taken = []
while (of('MemAvailable') / of('MemTotal') > 0.03) taken.push(Buffer.alloc(67108864, 1))
console.log('taken')
setTimeout(() => process.exit(), ${longestS * 1_000})
`
let taker: ChildProcess | null = null

export const machineCases: readonly FaultCase[] = [
  {
    rule: 'memory_short',
    subject: 'memory',
    inject: async () => {
      taker = spawn(process.execPath, ['-e', hog], { stdio: ['ignore', 'pipe', 'ignore'] })
      const { stdout } = taker
      if (stdout === null) throw new Error('no output of the process that takes memory')
      await once(stdout, 'data')
    },
    fix: null,
    heal: () => {
      taker?.kill('SIGKILL')
      return Promise.resolve()
    },
  },
  {
    rule: 'processors_busy',
    subject: 'processors',
    inject: () => {
      fill(overloadACore)
      return Promise.resolve()
    },
    fix: null,
    heal: empty,
  },
  onFullProcessors(silentService('redis')),
  onFullProcessors(silentWorker('leaderboard')),
]
