import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { withLimit } from './withLimit'

const forever = (signal: AbortSignal): Promise<void> => delay(60_000, undefined, { signal })

describe('withLimit', () => {
  it('hands back what the work gives and leaves no timer behind', async () => {
    await expect(withLimit(new AbortController().signal, 60_000, () => Promise.resolve(7))).resolves.toBe(7)
  })

  it('aborts when the time is up', async () => {
    await expect(withLimit(new AbortController().signal, 20, forever)).rejects.toMatchObject({
      name: 'AbortError',
      cause: { name: 'TimeoutError' },
    })
  })

  it('aborts with the signal it was given, and does not begin under one that has', async () => {
    const outer = new AbortController()
    const work = withLimit(outer.signal, 60_000, forever)
    outer.abort(new Error('stopped'))
    await expect(work).rejects.toMatchObject({ cause: { message: 'stopped' } })
    let begun = false
    const late = withLimit(outer.signal, 60_000, () => {
      begun = true
      return Promise.resolve()
    })
    await expect(late).rejects.toThrow('stopped')
    expect(begun).toBe(false)
  })
})
