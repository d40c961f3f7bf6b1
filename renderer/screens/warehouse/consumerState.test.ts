import { describe, expect, it } from 'vitest'
import { consumerState } from './consumerState'

describe('consumerState', () => {
  it('calls a consumer that has not polled for half a minute silent, whatever else is known', () => {
    expect(consumerState({ lastException: null, lastPollAt: null }, 100_000)).toBe('silent')
    expect(consumerState({ lastException: 'gone', lastPollAt: 69_999 }, 100_000)).toBe('silent')
    expect(consumerState({ lastException: null, lastPollAt: 70_000 }, 100_000)).toBe('polling')
  })

  it('tells of an exception while it still polls', () => {
    expect(consumerState({ lastException: 'cannot parse', lastPollAt: 99_900 }, 100_000)).toBe('failed')
  })
})
