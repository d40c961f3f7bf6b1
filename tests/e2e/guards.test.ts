/**
 * Each guard of the window, tried from the other side, in the real Electron. A number before a test is the item of Electron's security
 * checklist that it tries; 16 (a current Electron) is no guard, and 19 (fuses) is tried in program.test.ts.
 */
import { readFileSync } from 'node:fs'
import { rm, symlink } from 'node:fs/promises'
import { resolve } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openApp, type App } from '../support/app'
import { projectRoot } from '../support/cli'
import { newDataDir } from '../support/instance'
import { openNetworkTrap, type NetworkTrap } from '../support/networkTrap'

let app: App
let dataDir: string
let trap: NetworkTrap

beforeAll(async () => {
  trap = await openNetworkTrap()
  dataDir = await newDataDir()
  // What a shell may hold: the window must be the same (act 19).
  app = await openApp(dataDir, { ELECTRON_RENDERER_URL: trap.url })
})
beforeEach(() => {
  trap.take()
})
afterAll(async () => {
  await app.close()
  await trap.close()
  await rm(dataDir, { recursive: true, force: true })
})

/** What a page may still try after its first turn. */
const settle = (): Promise<void> => app.page.waitForTimeout(400)

/** The web preferences that the window was made with. */
async function preferences(): Promise<unknown> {
  const text = await app.electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    // getLastWebPreferences is not part of Electron's public types.
    const read: unknown = window === undefined ? undefined : Reflect.get(window.webContents, 'getLastWebPreferences')
    return typeof read === 'function' ? JSON.stringify(Reflect.apply(read, window?.webContents, [])) : '{}'
  })
  return JSON.parse(text)
}

/** The command line of the page's process. */
async function rendererArguments(): Promise<string[]> {
  const pid = await app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => window.webContents.getOSProcessId()),
  )
  return readFileSync(`/proc/${String(pid[0])}/cmdline`, 'utf8').split('\0')
}

test('1. the page comes from its own protocol, whatever server a variable of the shell names', () => {
  expect(app.page.url()).toMatch(/^app:\/\/marsad\//)
  expect(trap.take()).toEqual([])
})

test('2. the page sees no Node', async () => {
  const seen = await app.page.evaluate(() =>
    ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer'].filter((name) => name in window),
  )
  expect(seen).toEqual([])
})

test('2, 3, 4, 6, 8, 9, 10, 11. the preferences are written out', async () => {
  expect(await preferences()).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
  })
})

test("3. a page that changes the language's own objects reaches nothing of the preload script", async () => {
  const answer = await app.page.evaluate(async () => {
    const caught: string[] = []
    const names = [
      [Array.prototype, 'find'],
      [Array.prototype, 'map'],
      [Function.prototype, 'apply'],
      [Function.prototype, 'call'],
      [JSON, 'parse'],
      [Object, 'entries'],
      [String.prototype, 'startsWith'],
    ] as const
    const bridge: unknown = Reflect.get(window, 'marsad')
    if (typeof bridge !== 'object' || bridge === null) throw new Error('no bridge')
    const command: unknown = Reflect.get(bridge, 'command')
    if (typeof command !== 'function') throw new Error('no command')
    const originals = names.map(([owner, name]) => Object.getOwnPropertyDescriptor(owner, name))
    let state: unknown
    try {
      for (const [owner, name] of names) {
        Reflect.set(owner, name, function (this: unknown, ...given: unknown[]) {
          for (const one of [this, ...given]) {
            if (typeof one === 'object' && one !== null && ('invoke' in one || 'exposeInMainWorld' in one))
              caught.push(name)
          }
          throw new Error('changed by the page')
        })
      }
      const result: unknown = await Reflect.apply(command, bridge, ['no.such', {}])
      state = typeof result === 'object' && result !== null ? Reflect.get(result, 'ok') : result
    } finally {
      names.forEach(([owner, name], index) => Object.defineProperty(owner, name, originals[index] ?? {}))
    }
    // Nor can the page put something else in the bridge's place.
    const replaced = Reflect.set(bridge, 'command', () => 'mine') || Reflect.set(window, 'marsad', {})
    return { caught, state, replaced, same: Reflect.get(Reflect.get(window, 'marsad'), 'command') === command }
  })
  expect(answer).toEqual({ caught: [], state: false, replaced: false, same: true })
})

test('4. a window that wants no sandbox gets one', async () => {
  const asked = await app.electron.evaluate(async ({ BrowserWindow, app: electronApp }) => {
    const stranger = new BrowserWindow({ show: false, webPreferences: { sandbox: false } })
    try {
      await stranger.loadURL('data:text/html,x')
      return {
        pid: stranger.webContents.getOSProcessId(),
        everywhere: electronApp.commandLine.hasSwitch('enable-sandbox'),
      }
    } finally {
      // Read while it lives: closed by the next call.
    }
  })
  try {
    // For root Chromium has no sandbox at all; ordinaryUser.test.ts looks at the one of an ordinary user.
    expect(asked.everywhere).toBe(process.getuid?.() !== 0)
  } finally {
    await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .filter((window) => !window.webContents.getURL().startsWith('app:'))
        .forEach((window) => window.destroy()),
    )
  }
})

test('5. every permission is refused, but for writing text to the clipboard', async () => {
  const answers = await app.page.evaluate(async () => {
    const tried = async (attempt: () => unknown): Promise<string> => {
      try {
        return await Promise.race([
          Promise.resolve(attempt()).then(() => 'given'),
          new Promise<string>((done) => setTimeout(() => done('unanswered'), 2_000)),
        ])
      } catch {
        return 'refused'
      }
    }
    const device = (name: string, method: string, options?: unknown): Promise<string> =>
      tried(() => {
        const api: unknown = Reflect.get(navigator, name)
        const call: unknown = typeof api === 'object' && api !== null ? Reflect.get(api, method) : undefined
        if (typeof call !== 'function') throw new Error('absent')
        return Reflect.apply(call, api, [options])
      })
    window.focus()
    return {
      writing: await tried(() => navigator.clipboard.writeText('x')),
      notification: await Notification.requestPermission(),
      position: await tried(() => new Promise((done, fail) => navigator.geolocation.getCurrentPosition(done, fail))),
      camera: await tried(() => navigator.mediaDevices.getUserMedia({ video: true })),
      microphone: await tried(() => navigator.mediaDevices.getUserMedia({ audio: true })),
      screen: await tried(() => navigator.mediaDevices.getDisplayMedia({ video: true })),
      clipboard: await tried(() => navigator.clipboard.readText()),
      fullscreen: await tried(async () => {
        // Electron leaves what it refuses unanswered.
        void document.documentElement.requestFullscreen()
        await new Promise((done) => setTimeout(done, 500))
        if (document.fullscreenElement === null) throw new Error('none')
      }),
      midi: await device('requestMIDIAccess', 'call'),
      midiSystem: await tried(() => navigator.requestMIDIAccess({ sysex: true })),
      hid: await tried(async () => {
        const hid: unknown = Reflect.get(navigator, 'hid')
        if (typeof hid !== 'object' || hid === null) throw new Error('absent')
        const request: unknown = Reflect.get(hid, 'requestDevice')
        if (typeof request !== 'function') throw new Error('absent')
        const devices: unknown = await Reflect.apply(request, hid, [{ filters: [] }])
        if (Array.isArray(devices) && devices.length === 0) throw new Error('none')
      }),
      usb: await device('usb', 'requestDevice', { filters: [] }),
      serial: await device('serial', 'requestPort'),
      bluetooth: await device('bluetooth', 'requestDevice', { acceptAllDevices: true }),
      wake: await device('wakeLock', 'request', 'screen'),
      keyboard: await device('keyboard', 'lock'),
      fonts: await tried(async () => {
        const query: unknown = Reflect.get(window, 'queryLocalFonts')
        if (typeof query !== 'function') throw new Error('absent')
        const fonts: unknown = await Reflect.apply(query, window, [])
        if (Array.isArray(fonts) && fonts.length === 0) throw new Error('none')
      }),
      screens: await tried(async () => {
        const query: unknown = Reflect.get(window, 'getScreenDetails')
        if (typeof query !== 'function') throw new Error('absent')
        await Reflect.apply(query, window, [])
      }),
      idle: await tried(async () => {
        const idle: unknown = Reflect.get(window, 'IdleDetector')
        if (typeof idle !== 'function') throw new Error('absent')
        const request: unknown = Reflect.get(idle, 'requestPermission')
        if (typeof request !== 'function') throw new Error('absent')
        const asked: unknown = await Reflect.apply(request, idle, [])
        if (asked !== 'granted') throw new Error('denied')
      }),
      persisted: (await navigator.storage.persist()) ? 'given' : 'refused',
      pointer: await tried(async () => {
        await document.documentElement.requestPointerLock()
        if (document.pointerLockElement === null) throw new Error('none')
      }),
    }
  })
  const { notification, writing, ...others } = answers
  expect(notification).toBe('denied')
  expect(writing).toBe('given')
  expect(Object.entries(others).filter(([, answer]) => answer !== 'refused')).toEqual([])
})

test('5. a page of another origin may not even write to the clipboard', async () => {
  const answer = await asStranger(`navigator.clipboard.writeText('x').then(() => 'given', () => 'refused')`)
  expect(answer).toBe('refused')
})

test('6, 8. nothing of another origin and nothing of the disk is read, not even outside the content policy', async () => {
  const tried = await app.electron.evaluate(async ({ BrowserWindow }, url) => {
    const [window] = BrowserWindow.getAllWindows()
    const targets = [url, 'file:///etc/hostname', 'app://other/index.html', 'chrome://version']
    const answers: string[] = []
    for (const target of targets) {
      // A world of its own, as an extension has: the page's content policy does not reach it.
      const answer: unknown = await window?.webContents.executeJavaScriptInIsolatedWorld(999, [
        {
          code: `fetch(${JSON.stringify(target)}).then((r) => r.text(), () => '').then((text) => text === '' ? 'refused' : 'read')`,
        },
      ])
      answers.push(String(answer))
    }
    return answers
  }, `${trap.url}/cross`)
  expect(tried).toEqual(['refused', 'refused', 'refused', 'refused'])
  expect(trap.take()).toEqual([])
})

test('7, 8. the content policy stops inline script, eval, foreign content and every way to a network', async () => {
  const tried = await app.page.evaluate(async (base) => {
    const failed = (element: HTMLElement): Promise<boolean> =>
      new Promise((done) => {
        element.addEventListener('error', () => done(true))
        element.addEventListener('load', () => done(false))
        setTimeout(() => done(true), 1_000)
        document.head.append(element)
      })
    const make = <K extends keyof HTMLElementTagNameMap>(
      name: K,
      fields: Partial<HTMLElementTagNameMap[K]>,
    ): HTMLElementTagNameMap[K] => Object.assign(document.createElement(name), fields)
    const refused = (attempt: () => unknown): Promise<boolean> =>
      new Promise((done) => {
        try {
          Promise.resolve(attempt()).then(
            () => done(false),
            () => done(true),
          )
        } catch {
          done(true)
        }
      })

    document.head.append(make('script', { textContent: 'window.inlineRan = true' }))
    document.head.append(make('style', { textContent: ':root { --taken-over: yes }' }))
    const handler = document.createElement('div')
    handler.setAttribute('onclick', 'window.handlerRan = true')
    handler.setAttribute('style', 'position: fixed')
    document.body.append(handler)
    handler.click()
    const position = getComputedStyle(handler).position
    handler.remove()
    document.head.append(make('base', { href: `${base}/based/` }))
    document.head.append(make('link', { rel: 'preconnect', href: base }))
    document.head.append(make('link', { rel: 'dns-prefetch', href: base }))
    document.head.append(make('link', { rel: 'prefetch', href: `${base}/prefetched` }))
    const form = make('form', { action: `${base}/form`, method: 'post' })
    document.body.append(form)
    form.submit()
    form.remove()
    const object = make('object', { data: `${base}/object` })
    const frame = make('iframe', { src: `${base}/frame` })
    document.body.append(object, frame)
    const socket = await refused(
      () =>
        new Promise((open, shut) => {
          const made = new WebSocket(base.replace('http', 'ws'))
          made.onopen = open
          made.onerror = shut
        }),
    )
    const events = await refused(
      () =>
        new Promise((open, shut) => {
          const made = new EventSource(`${base}/events`)
          made.onopen = open
          made.onerror = shut
        }),
    )
    const worker = await refused(
      () =>
        new Promise((answer, fail) => {
          const made = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'], { type: 'text/javascript' })))
          made.onmessage = answer
          made.onerror = fail
        }),
    )
    navigator.sendBeacon(`${base}/beacon`, 'x')
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
    const answers = {
      inline: Reflect.get(window, 'inlineRan') === true,
      handler: Reflect.get(window, 'handlerRan') === true,
      style: getComputedStyle(document.documentElement).getPropertyValue('--taken-over') !== '' || position === 'fixed',
      based: new URL('x', document.baseURI).href.startsWith(base),
      image: await failed(make('img', { src: `${base}/image.png` })),
      script: await failed(make('script', { src: `${base}/script.js` })),
      dataScript: await failed(make('script', { src: 'data:text/javascript,window.dataRan=true' })),
      sheet: await failed(make('link', { rel: 'stylesheet', href: `${base}/sheet.css` })),
      imported: await refused(() => import(/* @vite-ignore */ `${base}/module.js`)),
      fetched: await refused(() => fetch(`${base}/fetched`)),
      service: await refused(() => navigator.serviceWorker.register('app://marsad/index.html')),
      socket,
      events,
      worker,
      evaluated,
    }
    object.remove()
    frame.remove()
    document.querySelectorAll('head > base, head > link[href^="http"], head > img').forEach((one) => one.remove())
    return answers
  }, trap.url)
  expect(tried).toEqual({
    inline: false,
    handler: false,
    style: false,
    based: false,
    image: true,
    script: true,
    dataScript: true,
    sheet: true,
    imported: true,
    fetched: true,
    service: true,
    socket: true,
    events: true,
    worker: true,
    evaluated: 'refused',
  })
  await settle()
  expect(trap.take()).toEqual([])
})

test('7. WebRTC, which no content policy knows, finds no way out by UDP or TCP', async () => {
  await app.page.evaluate(
    async ({ udp, tcp }) => {
      const connection = new RTCPeerConnection({
        iceServers: [
          { urls: `stun:127.0.0.1:${udp}` },
          { urls: `turn:127.0.0.1:${udp}?transport=udp`, username: 'u', credential: 'c' },
          { urls: `turn:127.0.0.1:${tcp}?transport=tcp`, username: 'u', credential: 'c' },
        ],
      })
      connection.createDataChannel('x')
      await connection.setLocalDescription(await connection.createOffer())
      await new Promise((done) => setTimeout(done, 1_500))
      connection.close()
    },
    { udp: trap.udpPort, tcp: trap.tcpPort },
  )
  expect(trap.take()).toEqual([])
})

test('nothing in the app reaches a network through Chromium, in whichever session', async () => {
  const answers = await app.electron.evaluate(async ({ BrowserWindow, session }, url) => {
    const sessions = [BrowserWindow.getAllWindows()[0]?.webContents.session, session.defaultSession]
    const answer = async (attempt: Promise<unknown> | undefined): Promise<string> => {
      try {
        await attempt
        return 'answered'
      } catch {
        return 'refused'
      }
    }
    return Promise.all(
      sessions.flatMap((one) => [
        answer(one?.fetch(url)),
        answer(one?.resolveHost('localhost')),
        answer(one?.resolveHost('127.0.0.1')),
      ]),
    )
  }, `${trap.url}/from-main`)
  expect(answers).toEqual(Array(6).fill('refused'))
  expect(trap.take()).toEqual([])
})

test('the session is in memory and checks no spelling', async () => {
  const kept = await app.electron.evaluate(({ BrowserWindow, session }) => {
    const own = BrowserWindow.getAllWindows()[0]?.webContents.session
    return {
      persistent: own?.isPersistent(),
      place: own?.storagePath ?? null,
      isDefault: own === session.defaultSession,
      spelling: own?.spellCheckerEnabled,
    }
  })
  expect(kept).toEqual({ persistent: false, place: null, isDefault: false, spelling: false })
})

test('a download is refused', async () => {
  await app.electron.evaluate(({ BrowserWindow }) => {
    const own = BrowserWindow.getAllWindows()[0]?.webContents.session
    own?.on('will-download', (event) => Reflect.set(globalThis, 'downloadRefused', event.defaultPrevented))
  })
  await app.page.evaluate(() => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob(['x']))
    link.download = 'x.sh'
    link.click()
  })
  await settle()
  expect(await app.electron.evaluate(() => Reflect.get(globalThis, 'downloadRefused') === true)).toBe(true)
})

test('the developer tools stay closed', async () => {
  const opened = await app.electron.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    contents?.openDevTools()
    await new Promise((done) => setTimeout(done, 300))
    return contents?.isDevToolsOpened()
  })
  expect(opened).toBe(false)
})

test('9, 10. no experimental feature and no Blink feature is switched on in the page', async () => {
  const switches = (await rendererArguments()).join(' ')
  expect(switches).toContain('--type=renderer')
  expect(switches).not.toMatch(/--enable-(experimental-web-platform-features|blink-features)/)
  expect(await preferences()).toMatchObject({ enableBlinkFeatures: '' })
})

test('11, 12. a webview embeds nothing, in our window and in one that was made to allow it', async () => {
  const embedded = await app.page.evaluate(async (url) => {
    const view = document.createElement('webview')
    view.setAttribute('src', url)
    view.setAttribute('allowpopups', '')
    view.setAttribute('nodeintegration', '')
    document.body.append(view)
    await new Promise((done) => setTimeout(done, 500))
    const works = 'getURL' in view
    view.remove()
    return works
  }, `${trap.url}/webview`)
  expect(embedded).toBe(false)
  const count = await app.electron.evaluate(async ({ BrowserWindow, webContents }, url) => {
    const stranger = new BrowserWindow({ show: false, webPreferences: { webviewTag: true } })
    try {
      const before = webContents.getAllWebContents().length
      await stranger.loadURL(`data:text/html,<webview src="${url}"></webview>`)
      await new Promise((done) => setTimeout(done, 500))
      return webContents.getAllWebContents().length - before
    } finally {
      stranger.destroy()
    }
  }, 'data:text/html,inside')
  expect(count).toBe(0)
  expect(trap.take()).toEqual([])
})

test.each([
  ['another origin', () => `${trap.url}/landed`],
  ['a redirect', () => `${trap.url}/redirect`],
  ['a file', () => 'file:///etc/hostname'],
  ['a data address', () => 'data:text/html,<title>taken</title>'],
  ['script', () => 'javascript:document.title="taken"'],
  ['another page of our protocol', () => 'app://marsad/other.html'],
  ['another host of our protocol', () => 'app://other/index.html'],
  ["the browser's own pages", () => 'chrome://gpu'],
])('13. navigation is refused: %s', async (_what, url) => {
  const before = app.page.url()
  const title = await app.page.title()
  await app.page.evaluate((target) => {
    location.href = target
  }, url())
  await app.page.evaluate((target) => {
    const link = document.createElement('a')
    link.href = target
    document.body.append(link)
    link.click()
    link.remove()
  }, url())
  await settle()
  expect(app.page.url()).toBe(before)
  expect(await app.page.title()).toBe(title)
  expect(trap.take()).toEqual([])
})

test('13. a page that leaves to a blank one, for which Electron asks nobody, is brought back', async () => {
  await app.page.evaluate(() => {
    location.href = 'about:blank'
  })
  await app.page.getByRole('main').waitFor({ timeout: 10_000 })
  expect(app.page.url()).toMatch(/^app:\/\/marsad\//)
})

test('13. a dropped file does not replace the page', async () => {
  const before = app.page.url()
  const tools = await app.page.context().newCDPSession(app.page)
  const data = { items: [], files: ['/etc/hostname'], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await tools.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data })
  }
  await settle()
  await tools.detach()
  expect(app.page.url()).toBe(before)
})

test('14. new windows are refused', async () => {
  const opened = await app.page.evaluate(
    (urls) => {
      const link = document.createElement('a')
      link.target = '_blank'
      for (const url of urls) {
        link.href = url
        link.click()
      }
      return urls.map((url) => window.open(url) === null)
    },
    [`${trap.url}/popup`, 'about:blank', 'app://marsad/index.html', 'data:text/html,x'],
  )
  await settle()
  expect(opened).toEqual([true, true, true, true])
  expect(app.electron.windows().length).toBe(1)
  expect(trap.take()).toEqual([])
})

test("15. no address of a page is handed to the system's programs", async () => {
  await app.electron.evaluate(({ shell }) => {
    Reflect.set(globalThis, 'handedOver', 0)
    for (const name of ['openExternal', 'openPath', 'showItemInFolder'] as const) {
      Reflect.set(shell, name, () => {
        Reflect.set(globalThis, 'handedOver', Number(Reflect.get(globalThis, 'handedOver')) + 1)
      })
    }
  })
  await app.page.evaluate(() => {
    for (const href of [
      'mailto:a@example.com',
      'https://example.com',
      'file:///etc/hostname',
      'ms-msdt:x',
      'smb://x/y',
    ]) {
      const link = document.createElement('a')
      link.href = href
      link.click()
      link.target = '_blank'
      link.click()
    }
  })
  await settle()
  expect(await app.electron.evaluate(() => String(Reflect.get(globalThis, 'handedOver')))).toBe('0')
  expect(app.page.url()).toMatch(/^app:\/\/marsad\//)
})

test('17. a page of another origin cannot command, even with the same preload script', async () => {
  const answer = await asStranger(
    "window.marsad.command('stack.start', {}).then((r) => r.ok ? 'obeyed' : 'refused', () => 'refused')",
  )
  expect(answer).toBe('refused')
})

test('17. a frame inside our page has no bridge, and one that had could not command', async () => {
  const found = await app.page.evaluate(async () => {
    const answers: string[] = []
    for (const source of ['about:blank', 'app://marsad/index.html', 'data:text/html,x']) {
      const frame = document.createElement('iframe')
      frame.src = source
      document.body.append(frame)
      await new Promise((done) => setTimeout(done, 200))
      try {
        answers.push(frame.contentWindow !== null && 'marsad' in frame.contentWindow ? 'bridge' : 'nothing')
      } catch {
        // Another origin: the frame cannot even be looked into.
        answers.push('nothing')
      }
      frame.remove()
    }
    return answers
  })
  expect(found).toEqual(['nothing', 'nothing', 'nothing'])
})

test.each([
  '../../package.json',
  '..%2f..%2fpackage.json',
  '..%5c..%5cpackage.json',
  '%2e%2e/%2e%2e/package.json',
  '/etc/passwd',
  '%00',
  '%ff',
  'no-such-file.js',
  'escape.js',
])('18. the protocol serves nothing outside its folder: %s', async (path) => {
  const link = resolve(projectRoot, 'out/renderer/escape.js')
  await rm(link, { force: true })
  await symlink(resolve(projectRoot, 'package.json'), link)
  try {
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
  } finally {
    await rm(link, { force: true })
  }
})

test('18. the protocol answers reading alone, and each answer carries the guards', async () => {
  const answers = await app.page.evaluate(async () => {
    const asked = async (path: string, method: string): Promise<unknown[]> => {
      const response = await fetch(`app://marsad/${path}`, { method })
      return [
        response.status,
        response.headers.get('x-content-type-options'),
        response.headers.get('content-security-policy') !== null,
      ]
    }
    return [await asked('index.html', 'POST'), await asked('index.html', 'PUT'), await asked('none.js', 'GET')]
  })
  expect(answers).toEqual([
    [405, 'nosniff', true],
    [405, 'nosniff', true],
    [404, 'nosniff', true],
  ])
})

test('20. the bridge offers its four names and nothing else', async () => {
  const names = await app.page.evaluate(() => Object.keys(Reflect.get(window, 'marsad')).sort())
  expect(names).toEqual(['command', 'onSnapshot', 'platform', 'systemLanguages'])
})

test('20. an unknown command or a wrong input is an answer, not a crash', async () => {
  const answers = await app.page.evaluate(async () => {
    const bridge: unknown = Reflect.get(window, 'marsad')
    if (typeof bridge !== 'object' || bridge === null) return []
    const command: unknown = Reflect.get(bridge, 'command')
    if (typeof command !== 'function') return []
    const ask = (name: string, input: unknown): unknown => Reflect.apply(command, bridge, [name, input])
    let deep: unknown = 1
    for (let level = 0; level < 500; level += 1) deep = [deep]
    return [
      await ask('no.such', {}),
      await ask('logs.read', { sources: ['/etc/passwd'], after: 'x' }),
      await ask('__proto__', {}),
      await ask('settings.change', deep),
      await ask('settings.change', { theme: deep }),
    ]
  })
  expect(answers).toHaveLength(5)
  for (const answer of answers) expect(answer).toMatchObject({ ok: false, failure: { code: 'bad_request' } })
})

/** Runs a line in a page of a foreign origin that was given our preload script, outside the network filter. */
async function asStranger(line: string): Promise<string> {
  return app.electron.evaluate(
    async ({ BrowserWindow, session }, { script, code }) => {
      const own = session.fromPartition('stranger')
      own.webRequest.onBeforeRequest(null)
      if (!own.protocol.isProtocolHandled('app')) {
        own.protocol.handle('app', () => new Response('<p>x', { headers: { 'content-type': 'text/html' } }))
      }
      const stranger = new BrowserWindow({
        show: false,
        webPreferences: { preload: script, contextIsolation: true, sandbox: true, session: own },
      })
      try {
        await stranger.loadURL('app://stranger/')
        const result: unknown = await stranger.webContents.executeJavaScript(code, true)
        return String(result)
      } finally {
        stranger.destroy()
      }
    },
    { script: resolve(projectRoot, 'out/preload/preload.cjs'), code: line },
  )
}
