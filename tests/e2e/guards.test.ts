/** Each guard of the window, tried from the other side, in the real Electron. */
import { createServer, type Server } from 'node:http'
import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openApp, type App } from '../support/app'
import { projectRoot } from '../support/cli'
import { newDataDir } from '../support/instance'

let app: App
let dataDir: string
let server: Server
let outside: string
let hits: string[] = []

beforeAll(async () => {
  server = createServer((request, response) => {
    hits.push(request.url ?? '')
    if (request.url === '/redirect') response.writeHead(302, { location: '/landed' }).end()
    else
      response
        .writeHead(200, { 'content-type': 'text/html', 'access-control-allow-origin': '*' })
        .end('<title>outside</title>')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  outside = `http://127.0.0.1:${address.port}`
  dataDir = await newDataDir()
  app = await openApp(dataDir)
})
beforeEach(() => {
  hits = []
})
afterAll(async () => {
  await app.close()
  server.close()
  await rm(dataDir, { recursive: true, force: true })
})

test('the page comes from its own protocol and sees no Node', async () => {
  expect(app.page.url()).toMatch(/^app:\/\/marsad\//)
  const seen = await app.page.evaluate(() =>
    ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer'].filter((name) => name in window),
  )
  expect(seen).toEqual([])
})

test('the bridge offers its four names and nothing else', async () => {
  const names = await app.page.evaluate(() => Object.keys(Reflect.get(window, 'marsad')).sort())
  expect(names).toEqual(['command', 'onSnapshot', 'platform', 'systemLanguages'])
})

test('the window is isolated and sandboxed', async () => {
  const preferences = await app.electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    // getLastWebPreferences is not part of Electron's public types.
    const read: unknown = window === undefined ? undefined : Reflect.get(window.webContents, 'getLastWebPreferences')
    return typeof read === 'function' ? JSON.stringify(Reflect.apply(read, window?.webContents, [])) : '{}'
  })
  expect(JSON.parse(preferences)).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webviewTag: false,
  })
})

test('the content security policy stops inline script, eval and the network', async () => {
  const tried = await app.page.evaluate(async (base) => {
    const script = document.createElement('script')
    script.textContent = 'window.inlineRan = true'
    document.head.append(script)
    const image = new Image()
    const imageFailed = new Promise((done) => {
      image.onerror = () => done(true)
      image.onload = () => done(false)
    })
    image.src = `${base}/image.png`
    const fetched = await fetch(`${base}/fetched`).then(
      () => 'answered',
      () => 'refused',
    )
    // In a turn of its own: the debugger that runs this function lifts the ban on eval for the function's first turns.
    const evaluated = await new Promise((done) => {
      setTimeout(() => {
        try {
          globalThis.eval('1 + 1')
          done('ran')
        } catch {
          done('refused')
        }
      }, 50)
    })
    return { inline: Reflect.get(window, 'inlineRan') === true, imageFailed: await imageFailed, fetched, evaluated }
  }, outside)
  expect(tried).toEqual({ inline: false, imageFailed: true, fetched: 'refused', evaluated: 'refused' })
  expect(hits).toEqual([])
})

test.each([
  '../../package.json',
  '..%2f..%2fpackage.json',
  '%2e%2e/%2e%2e/package.json',
  '/etc/passwd',
  'no-such-file.js',
])('the protocol serves nothing outside its folder: %s', async (path) => {
  const answer = await app.page.evaluate(
    (wanted) =>
      fetch(`app://marsad/${wanted}`).then(
        async (r) => ({ ok: r.ok, text: await r.text() }),
        () => ({ ok: false, text: '' }),
      ),
    path,
  )
  expect(answer.ok).toBe(false)
  expect(answer.text).not.toContain('"marsad"')
})

test.each(['/landed', '/redirect'])('navigation to another origin is refused: %s', async (path) => {
  const before = app.page.url()
  await app.page.evaluate((url) => {
    location.href = url
  }, outside + path)
  await app.page.waitForTimeout(500)
  expect(app.page.url()).toBe(before)
  expect(hits).toEqual([])
})

test('new windows are refused', async () => {
  const opened = await app.page.evaluate((url) => window.open(url) === null, `${outside}/popup`)
  await app.page.waitForTimeout(300)
  expect(opened).toBe(true)
  expect(app.electron.windows().length).toBe(1)
  expect(hits).toEqual([])
})

test('every permission is refused', async () => {
  const answers = await app.page.evaluate(async () => ({
    notification: await Notification.requestPermission(),
    position: await new Promise((done) =>
      navigator.geolocation.getCurrentPosition(
        () => done('given'),
        () => done('refused'),
      ),
    ),
    camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
      () => 'given',
      () => 'refused',
    ),
    clipboard: await navigator.clipboard.readText().then(
      () => 'given',
      () => 'refused',
    ),
  }))
  expect(answers).toEqual({ notification: 'denied', position: 'refused', camera: 'refused', clipboard: 'refused' })
})

test('a page of another origin cannot command, even with the same preload script', async () => {
  const preload = resolve(projectRoot, 'out/preload/preload.cjs')
  const answer = await app.electron.evaluate(
    async ({ BrowserWindow }, { url, script }) => {
      const stranger = new BrowserWindow({
        show: false,
        webPreferences: { preload: script, contextIsolation: true, sandbox: true },
      })
      try {
        await stranger.loadURL(url)
        const result: unknown = await stranger.webContents.executeJavaScript(
          "window.marsad.command('stack.start', {}).then((r) => r.ok ? 'obeyed' : 'refused', () => 'refused')",
        )
        return String(result)
      } finally {
        stranger.destroy()
      }
    },
    { url: `${outside}/stranger`, script: preload },
  )
  expect(answer).toBe('refused')
})

test('an unknown command or a wrong input is an answer, not a crash', async () => {
  const answers = await app.page.evaluate(async () => {
    const bridge: unknown = Reflect.get(window, 'marsad')
    if (typeof bridge !== 'object' || bridge === null) return []
    const command: unknown = Reflect.get(bridge, 'command')
    if (typeof command !== 'function') return []
    const ask = (name: string, input: unknown): unknown => Reflect.apply(command, bridge, [name, input])
    return [
      await ask('no.such', {}),
      await ask('logs.read', { sources: ['/etc/passwd'], after: 'x' }),
      await ask('__proto__', {}),
    ]
  })
  expect(answers).toHaveLength(3)
  for (const answer of answers) expect(answer).toMatchObject({ ok: false, failure: { code: 'bad_request' } })
})
