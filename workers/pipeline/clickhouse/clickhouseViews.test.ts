import { expect, test } from 'vitest'
import { targetOf } from './clickhouseViews'

test('where the rows of a view go, from each spelling of its statement', () => {
  const columns = '(`a` UInt64) DEFINER = ch SQL SECURITY DEFINER AS SELECT a FROM analytics.source'
  expect(targetOf(`CREATE MATERIALIZED VIEW analytics.v TO analytics.t ${columns}`)).toBe('TO analytics.t')
  expect(targetOf('CREATE MATERIALIZED VIEW IF NOT EXISTS analytics.v TO analytics.t AS SELECT (a) FROM s')).toBe(
    'TO analytics.t',
  )
  expect(targetOf(`CREATE MATERIALIZED VIEW analytics.v TO analytics.\`odd name\` ${columns}`)).toBe(
    'TO analytics.`odd name`',
  )
  expect(targetOf(`CREATE MATERIALIZED VIEW analytics.v REFRESH EVERY 1 HOUR APPEND TO analytics.t ${columns}`)).toBe(
    'REFRESH EVERY 1 HOUR APPEND TO analytics.t',
  )
  const inner = '(`a` UInt64) ENGINE = MergeTree ORDER BY a SETTINGS index_granularity = 8192 AS SELECT a FROM s'
  expect(targetOf(`CREATE MATERIALIZED VIEW analytics.v ${inner}`)).toBe('')
  expect(targetOf('CREATE VIEW analytics.v (`a` UInt64) AS SELECT a FROM s')).toBe('')
})
