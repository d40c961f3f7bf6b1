import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { doorVerdict, readTarget, type DoorRequest } from './doorVerdict'

const name = 'pg-content-engagement-cdc'
const asked = (target: string, over: Partial<DoorRequest> = {}): DoorRequest => ({
  method: 'GET',
  target,
  contentType: null,
  hasBody: false,
  fromBrowser: false,
  caller: 'stranger',
  ...over,
})
const json = 'application/json'

describe('the door before Connect', () => {
  it.each([
    '/',
    '/connectors',
    '/connectors/',
    '/connectors?expand=status',
    '/connectors?expand=info&expand=status',
    `/connectors/${name}`,
    `/connectors/${name}/config`,
    `/connectors/${name}/status`,
    `/connectors/${name}/tasks`,
    `/connectors/${name}/topics`,
    `/connectors/${name}/tasks/0/status`,
    '/connectors/a%20b/status',
    '/connector-plugins',
    '/connector-plugins?connectorsOnly=false',
  ])('lets anybody read %s, masked', (target) => {
    expect(doorVerdict(asked(target))).toBe('pass_masked')
    expect(doorVerdict(asked(target, { method: 'HEAD' }))).toBe('pass_masked')
    expect(doorVerdict(asked(target, { caller: 'own_account' }))).toBe('pass')
    expect(doorVerdict(asked(target, { caller: 'own_account', fromBrowser: true }))).toBe('pass_masked')
  })

  it.each([
    '/admin/loggers',
    '/Connectors',
    '/CONNECTORS',
    `/connectors/${name}/offsets`,
    `/connectors/${name}/restart`,
    `/connectors/${name}/Config`,
    `/connectors/${name}/tasks/0`,
    `/connectors/${name}/tasks/0/restart`,
    `/connectors/${name}/tasks/x/status`,
    `/connectors/${name}/status/x`,
    `/connectors/${name}/config?x=1`,
    '/connectors?expand=tasks',
    '/connectors?forward=false',
    '/connector-plugins/x/config',
    '/application.wadl',
    '/?x',
  ])('lets only those read %s that it trusts', (target) => {
    expect(doorVerdict(asked(target))).toMatchObject({ status: 403 })
    expect(doorVerdict(asked(target, { caller: 'own_account', fromBrowser: true }))).toMatchObject({ status: 403 })
    expect(doorVerdict(asked(target, { caller: 'own_account' }))).toBe('pass')
    expect(doorVerdict(asked(target, { caller: 'secret' }))).toBe('pass')
  })

  it.each([
    '',
    '*',
    'connectors',
    'http://localhost:8083/connectors',
    'localhost:8083',
    '//connectors',
    '//evil.example/connectors',
    '/connectors//x',
    `/connectors/${name}//config`,
    '/connectors//',
    '/./connectors',
    '/connectors/../admin/loggers',
    '/connectors/..',
    '/connectors/%2e%2e/admin',
    '/connectors/%2E/x',
    '/connectors%2Fx/config',
    '/connectors/x%2fconfig',
    '/connectors/x%5cconfig',
    '/connectors\\x',
    '/connectors/x%252fconfig',
    '/connectors;jsessionid=1',
    `/connectors/${name};x/config`,
    `/connectors/${name}%3bx/config`,
    '/connectors/x%00',
    '/connectors/x%0d%0aHost:%20evil',
    '/connectors/x%3fy',
    '/connectors/x%23y',
    '/connectors/%',
    '/connectors/%zz',
    '/connectors/%ff',
    '/connectors#x',
    '/connectors?a=%',
    '/connectors/ä',
    '/connectors ',
  ])('refuses %j from everybody: two readers could understand it differently', (target) => {
    for (const caller of ['stranger', 'own_account', 'secret'] as const) {
      expect(doorVerdict(asked(target, { caller }))).toMatchObject({ status: 400 })
    }
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('lets a stranger %s nothing', (method) => {
    for (const target of ['/', '/connectors', `/connectors/${name}/config`, `/connectors/${name}/status`]) {
      expect(doorVerdict(asked(target, { method, hasBody: true, contentType: json }))).toMatchObject({ status: 403 })
      expect(doorVerdict(asked(target, { method }))).toMatchObject({ status: 403 })
    }
  })

  it.each(['OPTIONS', 'TRACE', 'CONNECT', 'get', 'PROPFIND', ''])('answers no %s', (method) => {
    expect(doorVerdict(asked('/', { method, caller: 'secret' }))).toMatchObject({ status: 405 })
  })

  it('refuses a wrong password also where none is needed', () => {
    expect(doorVerdict(asked('/connectors', { caller: 'wrong_secret' }))).toMatchObject({ status: 401 })
  })

  it('lets its own account change connectors, but not by what a page can send unasked', () => {
    const restart = (over: Partial<DoorRequest>) =>
      doorVerdict(asked(`/connectors/${name}/restart`, { method: 'POST', caller: 'own_account', ...over }))
    expect(restart({})).toMatchObject({ status: 415 })
    expect(restart({ contentType: 'text/plain' })).toMatchObject({ status: 415 })
    expect(restart({ contentType: 'application/jsonp' })).toMatchObject({ status: 415 })
    expect(restart({ contentType: json })).toBe('pass')
    expect(restart({ contentType: json, fromBrowser: true })).toMatchObject({ status: 403 })
    expect(restart({ caller: 'secret' })).toBe('pass')
    const pause = asked(`/connectors/${name}/pause`, { method: 'PUT', caller: 'own_account' })
    expect(doorVerdict(pause)).toBe('pass')
  })

  it('wants JSON for every body, and none for a request that reads', () => {
    const put = asked(`/connectors/${name}/config`, { method: 'PUT', hasBody: true, caller: 'secret' })
    expect(doorVerdict({ ...put, contentType: null })).toMatchObject({ status: 415 })
    expect(doorVerdict({ ...put, contentType: 'application/x-www-form-urlencoded' })).toMatchObject({ status: 415 })
    expect(doorVerdict({ ...put, contentType: 'Application/JSON; charset=UTF-8' })).toBe('pass')
    expect(doorVerdict(asked('/', { hasBody: true, contentType: json, caller: 'secret' }))).toMatchObject({
      status: 400,
    })
  })

  it('never lets a stranger change anything or read an unmasked answer', () => {
    const methods = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS')
    const words = fc.constantFrom(
      '/',
      'connectors',
      name,
      'config',
      '..',
      '%2e',
      '%2F',
      ';',
      '?',
      'expand=info',
      '%',
      'x',
    )
    const targets = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 8 }).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(methods, targets, fc.boolean(), fc.boolean(), (method, target, hasBody, fromBrowser) => {
        const verdict = doorVerdict(asked(target, { method, hasBody, contentType: json, fromBrowser }))
        expect(verdict).not.toBe('pass')
        if (verdict === 'pass_masked') expect(['GET', 'HEAD']).toContain(method)
      }),
    )
  })

  it('reads a target as a plain parser of addresses does, or not at all', () => {
    const pieces = fc.constantFrom(
      '/',
      '.',
      '..',
      'a',
      '%2e',
      '%2f',
      '%5c',
      '\\',
      ';',
      '//',
      ' ',
      'ü',
      '%20',
      '?',
      '#',
      '@',
    )
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 10 }).map((parts) => `/${parts.join('')}`),
        (target) => {
          if (readTarget(target) === null) return
          const { pathname, search, host } = new URL(target, 'http://localhost:8083')
          // A query of nothing is left out.
          expect(`${pathname}${search}`).toBe(/^[^?]*\?$/.test(target) ? target.slice(0, -1) : target)
          expect(host).toBe('localhost:8083')
        },
      ),
    )
  })
})
