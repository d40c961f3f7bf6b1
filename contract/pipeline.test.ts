import fc from 'fast-check'
import { expect, test } from 'vitest'
import { minuteStartMs, redisPrefix, utcMinute, windowMinutesOf } from './pipeline'

const instants = fc.integer({ min: 0, max: 4_102_444_800_000 })

test('a window is the minute in progress and those before it, without a gap, across hours, days and years', () => {
  expect(windowMinutesOf(Date.UTC(2027, 0, 1, 0, 1, 59, 999), 5)).toEqual([
    '202612312357',
    '202612312358',
    '202612312359',
    '202701010000',
    '202701010001',
  ])
  fc.assert(
    fc.property(instants, fc.integer({ min: 1, max: 60 }), (now, minutes) => {
      const window = windowMinutesOf(now, minutes)
      expect(window).toHaveLength(minutes)
      expect(window.at(-1)).toBe(utcMinute(now))
      window.slice(1).forEach((minute, index) => {
        expect(minuteStartMs(minute) - minuteStartMs(window[index] ?? '')).toBe(60_000)
      })
    }),
  )
})

test('the start of a minute is the inverse of its name', () => {
  fc.assert(
    fc.property(instants, (now) => {
      expect(minuteStartMs(utcMinute(now))).toBe(now - (now % 60_000))
    }),
  )
})

test.each([
  ['', false, ''],
  ['shop:', false, 'shop:'],
  ['', true, '{marsad}:'],
  ['shop:', true, '{marsad}:shop:'],
  ['{shop}:', true, '{shop}:'],
  ['a{b}c:', true, 'a{b}c:'],
  // No tag by Redis Cluster's rules: nothing between the first braces, or no end.
  ['{}x:', true, '{marsad}:{}x:'],
  ['a{b:', true, '{marsad}:a{b:'],
])('the prefix %j on a cluster (%j) is %j', (setting, cluster, prefix) => {
  expect(redisPrefix(setting, cluster)).toBe(prefix)
})
