import { describe, expect, it } from 'vitest'
import { exitFailure } from './exitFailure'

describe('exitFailure', () => {
  const roomy = { path: '/data', hasRoom: true }
  const full = { path: '/data', hasRoom: false }

  it('tells the code or the signal, and keeps the last lines as the cause', () => {
    expect(exitFailure('kafka', { code: 1, signal: null }, ['a', 'b'], roomy)).toEqual({
      code: 'service_exited',
      details: { service: 'kafka', code: 1 },
      cause: 'a\nb',
    })
    expect(exitFailure('redis', { code: null, signal: 'SIGKILL' }, [], roomy)).toEqual({
      code: 'service_exited',
      details: { service: 'redis', signal: 'SIGKILL' },
      cause: null,
    })
  })

  it.each([
    'FATAL:  could not write to file "pg_wal/xlogtemp.9": No space left on device',
    'java.io.IOException: No space left on device',
    "Can't open or create append-only dir: No space left on device",
  ])('recognises a full disk in %j', (line) => {
    expect(exitFailure('postgres', { code: 1, signal: null }, ['x', line], roomy)).toMatchObject({
      code: 'disk_full',
      details: { service: 'postgres', path: '/data' },
    })
  })

  it('blames a disk without room when there was none for the log either, but not for a kill', () => {
    expect(exitFailure('kafka', { code: 1, signal: null }, [], full)).toMatchObject({ code: 'disk_full' })
    expect(exitFailure('kafka', { code: null, signal: 'SIGABRT' }, [], full)).toMatchObject({ code: 'disk_full' })
    expect(exitFailure('kafka', { code: null, signal: 'SIGKILL' }, [], full)).toMatchObject({ code: 'service_exited' })
  })
})
