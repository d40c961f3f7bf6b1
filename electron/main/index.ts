/** The app's life: opens the instance and the window, wires them, and ends everything in order. */
import { mkdirSync, realpathSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { app, dialog, nativeTheme, type BrowserWindow } from 'electron'
import { describeCause, MarsadError, toFailure, type Failure } from '../../contract/errors'
import { remedyOf, sentenceOf, type MessageLanguage } from '../../contract/messages/message'
import { asRootSwitch, asRootVariable } from '../../contract/asRoot'
import type { Settings } from '../../contract/settings'
import { keepFilesPrivate } from '../../contract/keepFilesPrivate'
import { secureDataFolder } from '../../host/dataFolder'
import { fileFailure } from '../../host/fileFailure'
import { openInstance, type OpenInstance } from '../../host/instance'
import { defaultDataFolder, surroundings } from '../../host/paths'
import { registerAppScheme, serveApp } from './appProtocol'
import { dataArgument } from './dataArgument'
import { chooseFile, openFile } from './chooseFile'
import { dropDebugSwitches } from './debugSwitches'
import { guardApp, windowSession } from './guards'
import { backgroundColor, openMainWindow } from './mainWindow'
import { applyMenu } from './menu'
import { appOrigin, devServerUrl, originOf } from './origin'
import { spawnUtilityProcess } from './utilityProcess'
import { openWindowChannel } from './windowChannel'

// This file is built to out/main/main.js.
const entries = import.meta.dirname
const root = resolve(entries, '../..')
const dataFolder = dataArgument(process.argv, process.cwd()) ?? defaultDataFolder(surroundings())
const devServer = devServerUrl(process.argv, app.isPackaged)
const trustedOrigin = devServer === null ? appOrigin : (originOf(devServer) ?? appOrigin)
/** How long ending everything may take before the app ends all the same; the guardian then ends the services. */
const quitLimitMs = 90_000

let instance: OpenInstance | null = null
let window: BrowserWindow | null = null
/** Files that a person chose in a dialog of this run. */
const chosenPaths = new Set<string>()
let life: 'open' | 'closing' | 'closed' = 'open'

keepFilesPrivate()
if (process.argv.includes(asRootSwitch)) process.env[asRootVariable] = '1'
dropDebugSwitches(devServer !== null)
// For every page, whatever its window asks for. Not for root: Chromium has no sandbox there, and its processes would not start.
if (process.getuid?.() !== 0) app.enableSandbox()
registerAppScheme()
guardApp({ origin: trustedOrigin, devServer })
if (keepProfileBesideData() && app.requestSingleInstanceLock()) {
  listenToSystem()
  app.whenReady().then(start).catch(refuse)
} else {
  app.exit(0)
}

/** Chromium's own files lie in the data folder: so its lock, too, is one for each data folder. */
function keepProfileBesideData(): boolean {
  const profile = join(dataFolder, 'window')
  try {
    secureDataFolder(dataFolder)
    mkdirSync(profile, { recursive: true, mode: 0o700 })
    app.setPath('userData', profile)
    return true
  } catch (thrown) {
    refuse(thrown instanceof MarsadError ? thrown : fileFailure(thrown, dataFolder))
    return false
  }
}

function listenToSystem(): void {
  app.on('second-instance', showWindow)
  app.on('activate', showWindow)
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('before-quit', (event) => {
    if (life === 'closed') return
    event.preventDefault()
    void quit()
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit())
}

async function start(): Promise<void> {
  if (devServer === null) serveApp(windowSession(), realpathSync(resolve(entries, '../renderer')))
  const opened = await openInstance({
    kind: 'window',
    dataFolder,
    entries,
    sql: join(root, 'sql'),
    appVersion: app.getVersion(),
    node: process.env['MARSAD_NODE'] ?? null,
    spawn: () => spawnUtilityProcess,
    chooseFile: (name) => chooseFile(name, window),
    openFile: async (purpose) => {
      const path = await openFile(purpose, window)
      if (path !== null) chosenPaths.add(path)
      return path
    },
    onEndAsked: () => void opened.console.command('stack.stop', {}),
  })
  instance = opened
  const marsad = opened.console
  openWindowChannel(marsad, () => window, trustedOrigin, chosenPaths)
  followSettings(opened)
  showWindow()
  // The first picture comes before any process is started: both want the same processor. A page that fails to come
  // must not keep the workers from coming.
  window?.webContents.once('did-stop-loading', () => marsad.open())
  if (marsad.snapshot().settings.startWithApp) await marsad.command('stack.start', {})
}

/** Theme and language of what the system draws follow the settings. */
function followSettings({ console: marsad }: OpenInstance): void {
  let applied: Settings | null = null
  const apply = (settings: Settings): void => {
    if (applied?.theme !== settings.theme) {
      nativeTheme.themeSource = settings.theme
      window?.setBackgroundColor(backgroundColor())
    }
    if (applied?.language !== settings.language) applyMenu(languageOf(settings), devServer !== null)
    applied = settings
  }
  apply(marsad.snapshot().settings)
  marsad.subscribe((snapshot) => apply(snapshot.settings))
}

function languageOf(settings: Pick<Settings, 'language'>): MessageLanguage {
  if (settings.language !== 'system') return settings.language
  return systemLanguages()[0]?.startsWith('ar') === true ? 'ar' : 'en'
}

/** Most wanted first; a system without a locale answers `C`, which is no language. */
function systemLanguages(): string[] {
  return app.getPreferredSystemLanguages().filter((language) => /^[a-z]{2,3}(-|$)/i.test(language))
}

function showWindow(): void {
  if (instance === null) return
  if (window !== null) {
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
    return
  }
  const opened = openMainWindow({
    entries,
    dataFolder,
    devServer,
    languages: systemLanguages(),
    log: instance.log,
    onGivenUp: (reason) => tell(new MarsadError('internal', {}, `the window's page keeps ending (${reason})`).failure),
  })
  window = opened
  opened.on('close', (event) => {
    // Stays open and shows "stopping" until everything has ended; on macOS an app lives without windows.
    if (life === 'closed' || process.platform === 'darwin') return
    event.preventDefault()
    app.quit()
  })
  opened.on('closed', () => {
    window = null
  })
}

async function quit(): Promise<void> {
  if (life !== 'open') return
  life = 'closing'
  const limit = setTimeout(() => app.exit(1), quitLimitMs)
  let code = 0
  try {
    await instance?.close()
  } catch (thrown) {
    code = 1
    process.stderr.write(`${describeCause(thrown)}\n`)
  }
  clearTimeout(limit)
  life = 'closed'
  app.exit(code)
}

/** The app cannot open: says why and ends. */
function refuse(thrown: unknown): void {
  tell(toFailure(thrown))
  life = 'closed'
  app.exit(1)
}

function tell(failure: Failure): void {
  const language = app.isReady() ? languageOf({ language: 'system' }) : 'en'
  const lines = [sentenceOf(failure, language), remedyOf(failure, language)]
  process.stderr.write(`${lines.join('\n')}\n${failure.cause ?? ''}\n`)
  dialog.showErrorBox('Marsad · مرصد', lines.join('\n\n'))
}
