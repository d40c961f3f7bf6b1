import { describe, expect, it } from 'vitest'
import type { Failure } from '../../../../contract/errors'
import type { EngineFacts } from '../discovery/probeDocker'
import { checkDisk, checkEngine, checkExposure, checkImages, checkMemory, checkNames, checkPorts } from './checks'

const mebi = 1024 * 1024
const facts: EngineFacts = { version: '20.10.24', apiVersion: '1.41', os: 'linux', architecture: 'amd64', name: null }
const failure = (code: Failure['code']): Failure => ({ code, details: {}, cause: null })

describe('the look before a start', () => {
  it.each([
    ['1.41', 'linux', 'ok', []],
    ['1.50', 'linux', 'ok', []],
    ['2.0', 'linux', 'ok', []],
    ['1.40', 'linux', 'warn', []],
    ['1.30', 'linux', 'warn', []],
    ['1.29', 'linux', 'failed', ['docker_old']],
    ['1.9', 'linux', 'failed', ['docker_old']],
    ['1.41', 'windows', 'failed', ['docker_windows']],
  ] as const)('of an engine with interface %s on %s: %s', (apiVersion, os, state, codes) => {
    const check = checkEngine({ ...facts, apiVersion, os }, 'Docker Engine 20.10.24')
    expect(check).toMatchObject({ id: 'engine', state, details: { name: 'Docker Engine 20.10.24', api: apiVersion } })
    expect(check.failures.map(({ code }) => code)).toEqual(codes)
  })

  it('of memory warns when the services may use more than there is', () => {
    const services = [{ memoryBytes: 512 * mebi }, { memoryBytes: null }, { memoryBytes: 1024 * mebi }]
    expect(checkMemory(services, 2048 * mebi)).toMatchObject({ state: 'ok', details: { needed: 1536, total: 2048 } })
    expect(checkMemory(services, 1024 * mebi)).toMatchObject({ state: 'warn', details: { needed: 1536, total: 1024 } })
    expect(checkMemory(services, 0)).toEqual({ id: 'memory', state: 'ok', details: { needed: 1536 }, failures: [] })
  })

  it('of the disk counts what the images to be fetched will take', () => {
    expect(checkDisk('/d', 3_000 * mebi, 0)).toMatchObject({ state: 'ok', details: { path: '/d', free: 3_000 } })
    expect(checkDisk('/d', 3_000 * mebi, 5)).toMatchObject({ state: 'warn', details: { free: 3_000 } })
    expect(checkDisk('/d', 20 * mebi, 0)).toMatchObject({ state: 'failed', failures: [{ code: 'disk_full' }] })
    expect(checkDisk('/d', null, 5)).toEqual({ id: 'disk', state: 'ok', details: { path: '/d' }, failures: [] })
  })

  it('of the ports names every one that is held', () => {
    expect(checkPorts(9, [])).toMatchObject({ state: 'ok', details: { count: 9 } })
    const check = checkPorts(9, [
      { service: 'postgres', port: 5432, owner: 'postgres (pid 7)' },
      { service: 'redis', port: 6379, owner: null },
    ])
    expect(check).toMatchObject({ state: 'failed', details: { ports: '5432, 6379' } })
    expect(check.failures.map(({ code, details }) => [code, details])).toEqual([
      ['port_taken', { service: 'postgres', port: 5432, owner: 'postgres (pid 7)' }],
      ['port_taken', { service: 'redis', port: 6379 }],
    ])
  })

  it.each([
    ['28.0.1', null, ['127.0.0.1', '::1'], 'ok', {}],
    ['27.5.1', null, ['127.0.0.1'], 'warn', { old: 'the engine' }],
    ['27.5.1', null, [], 'ok', {}],
    ['5.4.0', 'Podman Engine', ['127.0.0.1'], 'ok', {}],
    ['28.0.1', null, ['127.0.0.1', '0.0.0.0', '192.0.2.7', '::'], 'warn', { ports: '2, 3, 4' }],
    ['20.10.24', null, ['0.0.0.0'], 'warn', { ports: '1', old: 'the engine' }],
  ] as const)('of who reaches the ports of engine %s (%s) on %j: %s', (version, name, addresses, state, details) => {
    const published = addresses.map((address, index) => ({ port: index + 1, address }))
    expect(checkExposure({ version, name }, 'the engine', published)).toEqual({
      id: 'exposure',
      state,
      details,
      failures: [],
    })
  })

  it('of names and images takes its own of the plan’s failures', () => {
    const failures = [
      failure('container_name_taken'),
      failure('image_missing'),
      failure('container_no_health'),
      failure('volume_name_taken'),
    ]
    const names = checkNames(failures)
    expect(names).toMatchObject({ state: 'failed', details: { count: 2 } })
    expect(names.failures.map(({ code }) => code)).toEqual(['container_name_taken', 'volume_name_taken'])
    expect(checkNames([failure('image_missing')])).toMatchObject({ state: 'ok' })
    expect(checkImages(['a', 'b'], ['b'], failures)).toMatchObject({ state: 'failed', details: { names: 'b' } })
    expect(checkImages(['a', 'b'], ['b'], [])).toMatchObject({ state: 'ok', details: { count: 2, missing: 1 } })
    expect(checkImages(['a', 'b'], [], []).details).toEqual({ count: 2 })
  })
})
