import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLogTail, usualLimits } from './logTail'

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'marsad-log-'))
  path = join(folder, 'redis.log')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('openLogTail', () => {
  it('makes the file for its owner alone, and through no link', () => {
    openLogTail(path, usualLimits, () => undefined).close()
    expect(statSync(path).mode & 0o777).toBe(0o600)
    symlinkSync(path, join(folder, 'link.log'))
    expect(() => openLogTail(join(folder, 'link.log'), usualLimits, () => undefined)).toThrow(
      /file_kind .*"kind":"link"/,
    )
  })

  it('hands over whole lines once, from where it was opened', () => {
    writeFileSync(path, 'of an earlier run\n')
    const seen: string[] = []
    const tail = openLogTail(path, usualLimits, (lines) => seen.push(...lines))
    appendFileSync(path, 'one\ntwo\r\nthr')
    tail.poll()
    expect(seen).toEqual(['one', 'two'])
    appendFileSync(path, 'ee\n')
    tail.poll()
    tail.poll()
    expect(seen).toEqual(['one', 'two', 'three'])
    appendFileSync(path, 'cut short')
    tail.poll(true)
    expect(seen.at(-1)).toBe('cut short')
    tail.close()
  })

  it('keeps letters whole that fall on the border of two reads', () => {
    const seen: string[] = []
    const tail = openLogTail(path, usualLimits, (lines) => seen.push(...lines))
    const bytes = Buffer.from('مرصد\n')
    appendFileSync(path, bytes.subarray(0, 3))
    tail.poll()
    appendFileSync(path, bytes.subarray(3))
    tail.poll()
    expect(seen).toEqual(['مرصد'])
    tail.close()
  })

  it('copies a large file away, keeps the wanted number and loses no line', () => {
    const seen: string[] = []
    const tail = openLogTail(path, { rotateBytes: 100, keep: 2 }, (lines) => seen.push(...lines))
    const written = Array.from({ length: 40 }, (_, index) => `line ${index} ${'x'.repeat(20)}`)
    for (const line of written) {
      appendFileSync(path, `${line}\n`)
      tail.poll()
    }
    expect(seen).toEqual(written)
    expect(statSync(path).size).toBeLessThan(130)
    expect(readFileSync(`${path}.1`, 'utf8').split('\n').length).toBeGreaterThan(2)
    expect(() => statSync(`${path}.3`)).toThrow()
    tail.close()
  })
})
