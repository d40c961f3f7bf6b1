import { expect, it } from 'vitest'
import { connectorVerdict, firstSentence } from './connectorVerdict'

const running = { state: 'RUNNING' } as const

it('runs when the connector and its task do', () => {
  expect(connectorVerdict({ connector: running, tasks: [{ id: 0, ...running }] })).toEqual({ kind: 'running' })
})

it('waits without a status, without tasks, and while one is restarting', () => {
  expect(connectorVerdict(null).kind).toBe('waiting')
  expect(connectorVerdict({ connector: running, tasks: [] }).kind).toBe('waiting')
  expect(connectorVerdict({ connector: running, tasks: [{ id: 0, state: 'RESTARTING' }] }).kind).toBe('waiting')
})

it('says paused', () => {
  expect(connectorVerdict({ connector: { state: 'PAUSED' }, tasks: [{ id: 0, state: 'PAUSED' }] }).kind).toBe('paused')
  expect(connectorVerdict({ connector: { state: 'STOPPED' }, tasks: [] }).kind).toBe('paused')
  // Of before it was stopped.
  expect(connectorVerdict({ connector: { state: 'STOPPED' }, tasks: [{ id: 0, state: 'FAILED' }] }).kind).toBe('paused')
})

it('names the deepest cause of a failure', () => {
  const trace =
    'org.apache.kafka.connect.errors.ConnectException: An exception occurred\n\tat io.x.Y(Z.java:1)\n' +
    'Caused by: org.postgresql.util.PSQLException: FATAL: password authentication failed for user "dbz"\n\t... 5 more'
  expect(connectorVerdict({ connector: running, tasks: [{ id: 0, state: 'FAILED', trace }] })).toEqual({
    kind: 'failed',
    reason: 'FATAL: password authentication failed for user "dbz"',
    trace,
  })
})

it('takes the first line where there is no cause', () => {
  expect(firstSentence('java.lang.IllegalStateException: no\n\tat a.b')).toBe('no')
})
