import { describe, expect, it } from 'vitest'
import { checkPorts } from './portDraft'

const texts = { postgres: '5432', kafka: '9092', connect: '8083', clickhouse: '8123', redis: '6379' }

describe('checkPorts', () => {
  it('gives the ports when all are right', () => {
    expect(checkPorts(texts)).toEqual({
      ports: { postgres: 5432, kafka: 9092, connect: 8083, clickhouse: 8123, redis: 6379 },
      faults: {},
    })
  })

  it('names the field that is out of range', () => {
    expect(checkPorts({ ...texts, kafka: '80' })).toEqual({ ports: null, faults: { kafka: 'range' } })
  })

  it('names both fields that want the same port', () => {
    expect(checkPorts({ ...texts, redis: '5432' })).toEqual({
      ports: null,
      faults: { postgres: 'twice', redis: 'twice' },
    })
  })
})
