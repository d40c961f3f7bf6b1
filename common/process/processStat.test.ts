import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseProcessStat } from './processStat'

const tail = 'S 7 42 42 0 -1 4194304 100 0 0 0 11 4 0 0 20 0 3 0 987654 1000 200'

describe('parseProcessStat', () => {
  it('reads pid, parent, processor time and start', () => {
    expect(parseProcessStat(`42 (redis-server) ${tail}`)).toEqual({
      pid: 42,
      name: 'redis-server',
      state: 'S',
      parent: 7,
      ticks: 15,
      startTicks: '987654',
    })
  })

  it('is not misled by a name with spaces and parentheses', () => {
    expect(parseProcessStat(`42 (evil) S 1 (x) ${tail}`)).toMatchObject({ name: 'evil) S 1 (x', parent: 7 })
  })

  it.each(['', '42', '42 (java) S', 'x (java) S 1'])('refuses %j', (text) => {
    expect(parseProcessStat(text)).toBeNull()
  })

  it.runIf(process.platform === 'linux')('reads this very process', () => {
    expect(parseProcessStat(readFileSync('/proc/self/stat', 'utf8'))).toMatchObject({
      pid: process.pid,
      parent: process.ppid,
    })
  })
})
