/** One running Marsad on one data folder: lock, settings, log, console and control socket, opened and closed together. */
import { join, resolve } from 'node:path'
import type { CommandResult } from '../contract/commands'
import { describeCause, type Failure } from '../contract/errors'
import type { Settings } from '../contract/settings'
import type { Paths } from '../contract/workers'
import { createConsole, type ConsoleOptions, type MarsadConsole } from './console'
import { openControlAddress } from './control/address'
import { serveControl } from './control/server'
import { secureDataFolder } from './dataFolder'
import { fileFailure } from './fileFailure'
import { takeInstance, type Instance } from './instanceLock'
import type { Log } from './log'
import { openLogFile } from './logFile'
import { createLogRing } from './logRing'
import { findRuntimeManifest, surroundings } from './paths'
import { openKeychain } from './secrets/keychain'
import { openSecretStore } from './secrets/secretStore'
import { openSettings } from './settingsStore'
import type { SpawnWorker } from './worker/adapter'

export interface InstanceOptions {
  readonly kind: Instance['kind']
  /** The data folder; made when it does not exist. */
  readonly dataFolder: string
  /** The folder of built entries. */
  readonly entries: string
  /** The sql/ folder. */
  readonly sql: string
  readonly appVersion: string
  /** A plain Node executable, or null to take the one that set-up found. */
  readonly node: string | null
  /** How workers are hosted. @param node the plain Node executable that was decided on */
  readonly spawn: (node: string) => SpawnWorker
  readonly adjustSettings?: (settings: Settings) => Settings
  /** Asks the person at the window for a file to write, beginning with a name; null when they want none. */
  readonly chooseFile?: (name: string) => Promise<string | null>
  /** Asks the person at the window for a file to read; null when they want none. */
  readonly openFile?: ConsoleOptions['openFile']
  /** Another terminal asked this instance to end (`marsad down`). */
  readonly onEndAsked: () => void
}

export interface OpenInstance {
  readonly console: MarsadConsole
  readonly paths: Paths
  readonly log: Log
  /** Stops everything in order and gives the data folder up. @throws MarsadError what could not be stopped in order */
  close(): Promise<void>
}

const logLinesKept = 20_000

/**
 * No process is started yet: `console.open()` does that.
 * @throws MarsadError `data_in_use`, `runtime_missing`, `no_permission`, `disk_full`, `data_foreign`, `data_shared`, `data_link`
 */
export async function openInstance(options: InstanceOptions): Promise<OpenInstance> {
  const dataFolder = resolve(options.dataFolder)
  const found = await findRuntimeManifest(surroundings())
  const node = options.node ?? found.manifest.node
  const paths: Paths = {
    data: dataFolder,
    runtime: found.path,
    sql: options.sql,
    entries: options.entries,
    node,
  }
  secureDataFolder(dataFolder)
  const { address, release: releaseAddress } = await openControlAddress(dataFolder)
  const lock = await takeInstance(dataFolder, options.kind, address, Date.now).catch(async (thrown: unknown) => {
    await releaseAddress()
    throw thrown
  })
  try {
    const failures: Failure[] = []
    const settings = await openSettings(dataFolder, Date.now)
    if (settings.failure !== null) failures.push(settings.failure)

    const ring = createLogRing(logLinesKept)
    let onLogFailure = (failure: Failure): void => void failures.push(failure)
    const folder = join(dataFolder, 'logs')
    const file = await openLogFile({
      folder,
      onFailure: (error) => onLogFailure(fileFailure(error, join(folder, 'console.log')).failure),
    })
    const log: Log = (source, level, text, at = Date.now()) => file.write(ring.add(source, level, text, at))

    const marsad = createConsole({
      paths,
      appVersion: options.appVersion,
      electronVersion:
        'electron' in process.versions ? process.versions['electron'] : (found.manifest.electron?.version ?? null),
      settings: settings.store,
      ...(options.adjustSettings === undefined ? {} : { adjustSettings: options.adjustSettings }),
      failures,
      secrets: openSecretStore(
        dataFolder,
        process.env,
        openKeychain(),
        () => settings.store.current().stack.remote.profile,
      ),
      spawn: options.spawn(node),
      log,
      logRing: ring,
      chooseFile: options.chooseFile ?? null,
      openFile: options.openFile ?? null,
      now: Date.now,
    })
    onLogFailure = marsad.addNotice
    const control = await serveControl(address, {
      run: async (name, input): Promise<CommandResult> => {
        if (name !== 'instance.end') return marsad.run(name, input)
        options.onEndAsked()
        return { ok: true, value: null }
      },
    })
    return {
      console: marsad,
      paths,
      log,
      close: async () => {
        try {
          await marsad.close()
        } catch (thrown) {
          log('stack', 'error', `close: ${describeCause(thrown)}`)
          throw thrown
        } finally {
          await control.close()
          await releaseAddress()
          await file.close()
          await lock.release()
        }
      },
    }
  } catch (thrown) {
    await releaseAddress()
    await lock.release()
    throw thrown
  }
}
