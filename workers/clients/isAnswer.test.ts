import { ClickHouseError } from '@clickhouse/client'
import pg from 'pg'
import { expect, test } from 'vitest'
import { ConnectRefusal } from './connect/connectRest'
import { isAnswer } from './isAnswer'

const named = (name: string): Error => Object.assign(new Error('no'), { name })

test('a refusal is told from silence', () => {
  for (const answer of [
    new pg.DatabaseError('password authentication failed', 10, 'error'),
    new ClickHouseError({ message: 'Not enough privileges', code: '497', type: 'ACCESS_DENIED' }),
    new ConnectRefusal(401, 'who are you'),
    named('ReplyError'),
    named('KafkaJSSASLAuthenticationError'),
  ])
    expect(isAnswer(answer), answer.name).toBe(true)
  for (const silence of [
    new Error('connect ECONNREFUSED'),
    named('KafkaJSConnectionError'),
    named('TimeoutError'),
    'no',
  ])
    expect(isAnswer(silence), String(silence)).toBe(false)
})
