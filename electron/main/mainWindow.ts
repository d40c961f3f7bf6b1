/** The one window: made at once, before any service is asked; comes back where it was. */
import { join, resolve } from 'node:path'
import { BrowserWindow, nativeTheme, screen } from 'electron'
import { describeCause } from '../../contract/errors'
import { writeFileAtomic } from '../../host/atomicFile'
import type { Log } from '../../host/log'
import { windowSession } from './guards'
import { appOrigin, originOf } from './origin'
import { reloadDelay } from './reloadPolicy'
import { readPlace, smallest, windowPlaceSchema } from './windowBounds'

export interface WindowOptions {
  /** The folder of built entries; the preload script lies beside it. */
  readonly entries: string
  readonly dataFolder: string
  /** The address to load instead of our own protocol, in development. */
  readonly devServer: string | null
  /** What the operating system prefers, most wanted first. */
  readonly languages: readonly string[]
  readonly log: Log
  /** The page crashed so often that it is no longer loaded. */
  readonly onGivenUp: (reason: string) => void
}

/** --bg of renderer/tokens.css, painted until the page is there, so that nothing flashes. */
export function backgroundColor(): string {
  return nativeTheme.shouldUseDarkColors ? '#0d1014' : '#f4f5f7'
}

export function openMainWindow(options: WindowOptions): BrowserWindow {
  const { entries, dataFolder, log } = options
  const placeFile = join(dataFolder, 'window.json')
  const place = readPlace(
    placeFile,
    screen.getAllDisplays().map((display) => display.workArea),
  )
  const window = new BrowserWindow({
    ...place.bounds,
    minWidth: smallest.width,
    minHeight: smallest.height,
    title: 'Marsad · مرصد',
    backgroundColor: backgroundColor(),
    autoHideMenuBar: true,
    show: true,
    webPreferences: {
      preload: resolve(entries, '../preload/preload.cjs'),
      session: windowSession(),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      plugins: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: options.devServer !== null,
      // The page reads them in the preload script; a sandboxed one has no other way before its first answer.
      additionalArguments: [`--marsad-languages=${options.languages.join(',')}`],
    },
  })
  if (place.maximized) window.maximize()

  const keepPlace = (): void => {
    const kept = windowPlaceSchema.safeParse({ bounds: window.getNormalBounds(), maximized: window.isMaximized() })
    if (!kept.success) return
    writeFileAtomic(placeFile, JSON.stringify(kept.data)).catch((thrown: unknown) =>
      log('stack', 'warn', `the window's place could not be kept: ${describeCause(thrown)}`),
    )
  }
  let settling: NodeJS.Timeout | undefined
  const moved = (): void => {
    clearTimeout(settling)
    settling = setTimeout(keepPlace, 500)
  }
  window.on('move', moved)
  window.on('resize', moved)
  window.on('maximize', moved)
  window.on('unmaximize', moved)
  window.on('closed', () => clearTimeout(settling))

  const load = (): void => {
    window
      .loadURL(options.devServer ?? `${appOrigin}/index.html`)
      .catch((thrown: unknown) => log('stack', 'error', `the page could not be loaded: ${describeCause(thrown)}`))
  }
  // A page may still leave to about:blank, for which Electron asks nobody: it is brought back.
  const ownOrigin = originOf(options.devServer ?? appOrigin)
  window.webContents.on('did-navigate', (_navigated, url) => {
    if (originOf(url) === ownOrigin) return
    log('stack', 'warn', `the page left to ${url}; it is loaded again`)
    load()
  })
  const crashes: number[] = []
  window.webContents.on('render-process-gone', (_gone, { reason, exitCode }) => {
    if (reason === 'clean-exit') return
    crashes.push(Date.now())
    const delay = reloadDelay(crashes)
    log('stack', 'error', `the window's page ended (${reason}, ${exitCode}); the workers go on`)
    if (delay === null) options.onGivenUp(reason)
    else {
      setTimeout(() => {
        if (!window.isDestroyed()) load()
      }, delay)
    }
  })
  load()
  return window
}
