import { expect, it } from 'vitest'
import { sparseLog } from './sparseLog'

it('passes the same text once in its time, whatever details follow', () => {
  const lines: string[] = []
  let at = 0
  const log = sparseLog(
    (level, text) => lines.push(`${level} ${text}`),
    1_000,
    () => at,
  )
  log('error', 'Connection: connect ECONNREFUSED {"broker":"a"}')
  log('error', 'Connection: connect ECONNREFUSED {"broker":"b"}')
  log('warn', 'Runner: rebalancing {}')
  log(
    'error',
    'Producer: Failed to send messages: The producer attempted to update a transaction while another concurrent operation on the same transaction was ongoing {}',
  )
  at = 1_000
  log('error', 'Connection: connect ECONNREFUSED {"broker":"c"}')
  expect(lines).toEqual([
    'error Connection: connect ECONNREFUSED {"broker":"a"}',
    'warn Runner: rebalancing {}',
    'error Connection: connect ECONNREFUSED {"broker":"c"}',
  ])
})
