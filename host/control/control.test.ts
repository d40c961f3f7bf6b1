import { chmod, chown, lchown, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commands } from '../../contract/commands'
import { MarsadError } from '../../contract/errors'
import { openControlAddress } from './address'
import { askInstance, endInstance } from './client'
import { serveControl, type ControlServer } from './server'

let folder: string
let address: string
let server: ControlServer
let asked: [string, unknown][]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marsad-control-'))
  address = join(folder, 'own', 'c.sock')
  asked = []
  server = await serveControl(address, {
    run: (name, input) => {
      asked.push([name, input])
      if (name === 'generator.burst') {
        return Promise.resolve({ ok: true, value: { inserted: 3, firstId: 1, lastId: 3, tookMs: 9 } })
      }
      if (name === 'instance.end') return Promise.resolve({ ok: true, value: null })
      return Promise.resolve({ ok: false, failure: new MarsadError('not_running', { service: 'observer' }).failure })
    },
  })
})
afterEach(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

test('asks and is answered, failures as failures', async () => {
  expect(await askInstance(address, 'generator.burst', { events: 3, eventsPerSecond: null })).toEqual({
    inserted: 3,
    firstId: 1,
    lastId: 3,
    tookMs: 9,
  })
  await endInstance(address)
  expect(asked).toEqual([
    ['generator.burst', { events: 3, eventsPerSecond: null }],
    ['instance.end', {}],
  ])
  await expect(askInstance(address, 'warehouse.recent', { limit: 1 })).rejects.toMatchObject({
    failure: { code: 'not_running', details: { service: 'observer' } },
  })
})

test('every command has a way in, however it is spelled', async () => {
  const names = Object.keys(commands)
  for (const name of names) {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const call = request({ socketPath: address, path: `/commands/${name}`, method: 'POST' }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
      call.once('error', reject)
      call.end('{}')
    })
    expect(status, name).toBeDefined()
  }
  expect(asked.map(([name]) => name)).toEqual(names)
})

test('its folder is open to this user alone, and the socket goes with the server', async () => {
  expect((await stat(dirname(address))).mode & 0o777).toBe(0o700)
  await server.close()
  await expect(stat(address)).rejects.toMatchObject({ code: 'ENOENT' })
  await expect(endInstance(address)).rejects.toMatchObject({ failure: { code: 'not_running' } })
})

test('a socket file that a killed owner left is replaced', async () => {
  await server.close()
  await writeFile(address, '')
  server = await serveControl(address, { run: () => Promise.resolve({ ok: true, value: null }) })
  await endInstance(address)
})

test('what is no command is refused without being run', async () => {
  const send = (path: string, method: string, body: string): Promise<string> =>
    new Promise((done, failed) => {
      const outgoing = request({ socketPath: address, path, method }, (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => (text += chunk.toString()))
        response.on('end', () => done(text))
      })
      outgoing.on('error', failed)
      outgoing.end(body)
    })
  for (const answer of [
    await send('/', 'GET', ''),
    await send('/commands/stack.start', 'GET', ''),
    await send('/commands/../x', 'POST', '{}'),
    await send('/commands/stack.start', 'POST', '{'),
    await send('/commands/stack.start', 'POST', JSON.stringify('x'.repeat(1_100_000))),
  ]) {
    expect(JSON.parse(answer)).toMatchObject({ ok: false, failure: { code: 'bad_request' } })
  }
  expect(asked).toEqual([])
})

test('a deep data folder has a short address', async () => {
  const deep = `/home/${'very-deep/'.repeat(40)}data`
  const { address: short } = await openControlAddress(deep)
  expect(short.length).toBeLessThan(100)
})

describe.runIf(process.getuid?.() === 0)('where another account has taken the name in the temporary folder', () => {
  const nobody = 65_534
  const { uid } = userInfo()
  const former = { TMPDIR: process.env['TMPDIR'], XDG_RUNTIME_DIR: process.env['XDG_RUNTIME_DIR'] }

  beforeEach(async () => {
    await chmod(folder, 0o1777)
    process.env['TMPDIR'] = folder
    delete process.env['XDG_RUNTIME_DIR']
  })
  afterEach(() => {
    for (const [name, value] of Object.entries(former)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name)
      else process.env[name] = value
    }
  })

  test.each<[string, (taken: string) => Promise<unknown>]>([
    ['a folder', (taken) => mkdir(taken)],
    ['a link', (taken) => symlink('/nowhere', taken)],
    ['a file', (taken) => writeFile(taken, '')],
  ])('with %s, the socket is in the data folder', async (_, take) => {
    const taken = join(folder, `marsad-${uid}`)
    await take(taken)
    await lchown(taken, nobody, nobody)
    const data = join(folder, 'data')
    await mkdir(data, { mode: 0o700 })
    const { address: found } = await openControlAddress(data)
    expect(dirname(found)).toBe(join(data, 'run', 'control'))
  })

  test('and the data folder is too deep for a socket, it is in a folder that nobody can know before, which goes with it', async () => {
    const taken = join(folder, `marsad-${uid}`)
    await mkdir(taken)
    await chown(taken, nobody, nobody)
    const { address: found, release } = await openControlAddress(join(folder, 'd'.repeat(90)))
    expect(dirname(dirname(found))).toBe(folder)
    expect((await stat(dirname(found))).mode & 0o777).toBe(0o700)
    expect((await stat(dirname(found))).uid).toBe(uid)
    await release()
    await expect(stat(dirname(found))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('the runtime folder of the user comes first, if it is the user’s alone', async () => {
    const runtime = join(folder, 'run')
    await mkdir(runtime, { mode: 0o700 })
    process.env['XDG_RUNTIME_DIR'] = runtime
    expect(dirname((await openControlAddress('/d')).address)).toBe(join(runtime, 'marsad'))
    await chmod(runtime, 0o755)
    expect(dirname((await openControlAddress('/d')).address)).toBe(join(folder, `marsad-${uid}`))
  })
})

test('an answer may take long while the console lives', async () => {
  await server.close()
  server = await serveControl(address, {
    run: () => new Promise((resolve) => setTimeout(() => resolve({ ok: true, value: null }), 300)),
  })
  expect(await askInstance(address, 'notice.dismiss', { id: 'n' }, null, { everyMs: 20, limitMs: 5_000 })).toBe(null)
})

test('a console that says nothing at all is given up, whatever it was asked for', async () => {
  await server.close()
  // As a stopped process does: the connection is there, an answer is not.
  const mute = createServer((socket) => socket.resume())
  await new Promise<void>((resolve) => mute.listen(address, resolve))
  const silent = { failure: { code: 'console_silent' } }
  try {
    const watched = askInstance(address, 'lab.heal', { fault: 'f' }, null, { everyMs: 20, limitMs: 80 })
    await expect(watched).rejects.toMatchObject(silent)
    await expect(askInstance(address, 'bundle.collect', {}, 80)).rejects.toMatchObject(silent)
  } finally {
    await new Promise((resolve) => mute.close(resolve))
  }
})
