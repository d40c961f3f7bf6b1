import { expect, test, vi } from 'vitest'
import { defaultSettings } from '../contract/settings'
import { routeCommands, type HostHandlers } from './commandRouter'
import { unreportedStack } from './stackView'

const snapshot = {
  at: 1,
  appVersion: '0',
  electron: null,
  stack: unreportedStack(defaultSettings, '/d', 1),
  workers: [],
  pipeline: null,
  settings: defaultSettings,
  proof: null,
  doctor: null,
  lab: null,
  notices: [],
}
const host: HostHandlers = {
  'app.snapshot': () => snapshot,
  'settings.change': () => Promise.resolve(defaultSettings),
  'notice.dismiss': () => null,
  'secrets.set': () => null,
  'secrets.status': () => ({ secrets: [], keychainFailure: null }),
  'stack.start': () => null,
  'stack.stop': () => null,
  'stack.restart': () => null,
  'worker.restart': () => null,
  'logs.read': ({ limit }) => ({ lines: [], next: limit }),
  'bundle.collect': () => ({
    files: [],
    parts: [],
    missing: [],
    masked: { secret: 0, person: 0, id: 0, email: 0, address: 0, value: 0, home: 0 },
  }),
  'file.choose': () => Promise.resolve(null),
  'bundle.save': () => null,
}
const worker = vi.fn(() => Promise.resolve<unknown>(null))
const run = routeCommands({ host, worker })

test('a command of the host is answered by it, with parsed input and output', async () => {
  expect(await run('logs.read', { sources: [], after: -1, limit: 7 })).toEqual({
    ok: true,
    value: { lines: [], next: 7 },
  })
  expect(await run('app.snapshot', {})).toMatchObject({ ok: true, value: { at: 1 } })
})

test('a command of a worker goes to its owner, the long one without a limit', async () => {
  expect(await run('service.stop', { name: 'redis' })).toEqual({ ok: true, value: null })
  expect(worker).toHaveBeenLastCalledWith('stack', 'service.stop', { name: 'redis' }, 60_000)
  worker.mockResolvedValueOnce({ inserted: 1, firstId: 1, lastId: 1, tookMs: 2 })
  expect(await run('generator.burst', { events: 1, eventsPerSecond: null })).toMatchObject({ ok: true })
  expect(worker).toHaveBeenLastCalledWith('generator', 'generator.burst', { events: 1, eventsPerSecond: null }, null)
})

test.each([
  ['no.such', {}],
  ['__proto__', {}],
  ['constructor', {}],
  [undefined, {}],
  [{ toString: 'x' }, {}],
  ['stack.start', { more: 1 }],
  ['stack.start', undefined],
  ['service.stop', { name: 'mongodb' }],
  ['logs.read', { sources: ['/etc/passwd'], after: 'x' }],
  ['generator.set', { enabled: true, eventsPerSecond: -1 }],
  ['settings.change', { ports: { postgres: 1 } }],
  ['settings.change', { enricherGroup: 'not of this command' }],
])('%s with %o is refused as a bad request', async (name, input) => {
  worker.mockClear()
  expect(await run(name, input)).toMatchObject({ ok: false, failure: { code: 'bad_request' } })
  expect(worker).not.toHaveBeenCalled()
})

test('an answer that does not fit the table is a failure, not a value', async () => {
  worker.mockResolvedValueOnce({ events: 'many' })
  expect(await run('warehouse.recent', { limit: 1 })).toMatchObject({ ok: false, failure: { code: 'internal' } })
})
