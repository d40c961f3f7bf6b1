import { describe, expect, it } from 'vitest'
import { takenPort } from './engineFailure'

describe('takenPort', () => {
  it.each([
    [
      '(HTTP code 500) server error - driver failed programming external connectivity on endpoint pg (0f3b12): Bind for 127.0.0.1:5432 failed: port is already allocated ',
      5432,
    ],
    ['Error starting userland proxy: listen tcp4 127.0.0.1:9092: bind: address already in use', 9092],
    ['Ports are not available: exposing port TCP 127.0.0.1:8123 -> 0.0.0.0:0: listen tcp 127.0.0.1:8123: bind', 8123],
    ['rootlessport listen tcp [::1]:6379: bind: address already in use', 6379],
    ['OCI runtime create failed: 10:20: no such file', null],
  ])('%s', (message, port) => {
    expect(takenPort(message)).toBe(port)
  })
})
