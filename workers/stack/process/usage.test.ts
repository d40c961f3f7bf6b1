import { describe, expect, it } from 'vitest'
import { createUsageSampler, parseStatus, residentBytes } from './usage'

describe('usage', () => {
  it('counts shared memory once', () => {
    expect(
      residentBytes([
        { ownBytes: 10, sharedBytes: 100 },
        { ownBytes: 5, sharedBytes: 70 },
      ]),
    ).toBe(115)
  })

  it('reads the resident lines of a status file', () => {
    expect(parseStatus('Name:\tjava\nRssAnon:\t  2048 kB\nRssFile:\t 1024 kB\nRssShmem:\t 1 kB\n')).toEqual({
      ownBytes: 2048 * 1024,
      sharedBytes: 1025 * 1024,
    })
    expect(parseStatus('Name:\tkthreadd\n')).toBeNull()
  })

  it.runIf(process.platform === 'linux')('measures this process, and nothing for one that is not there', () => {
    const sample = createUsageSampler()
    const [self, nobody] = sample([process.pid, 2 ** 22 + 1], 1_000)
    expect(self?.cpu).toBeNull()
    expect(self?.memoryBytes).toBeGreaterThan(10_000_000)
    expect(nobody).toBeNull()
    const until = performance.now() + 60
    while (performance.now() < until) continue
    expect(sample([process.pid], 2_000)[0]?.cpu).toBeGreaterThan(0)
  })
})
