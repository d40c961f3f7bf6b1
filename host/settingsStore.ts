/** The person's settings: `<data>/settings.json`, read once and replaced as a whole with each change. */
import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { MarsadError, type Failure } from '../contract/errors'
import { defaultSettings, settingsSchema, type Settings, type SettingsPatch } from '../contract/settings'
import { writeFileAtomic } from './atomicFile'
import { fileFailure, systemCode } from './fileFailure'

export interface SettingsStore {
  current(): Settings
  /** Applies and stores a patch; changes are stored in the order in which they were asked for. @throws MarsadError disk_full, no_permission */
  change(patch: SettingsPatch): Promise<Settings>
}

export interface OpenedSettings {
  readonly store: SettingsStore
  /** Set when the file was not usable: it was set aside and the defaults are in force. */
  readonly failure: Failure | null
}

/**
 * @param dataFolder absolute, existing
 * @param now milliseconds since the epoch, for the name of a file set aside
 * @throws MarsadError when the file exists and cannot be read or set aside
 */
export async function openSettings(dataFolder: string, now: () => number): Promise<OpenedSettings> {
  const path = join(dataFolder, 'settings.json')
  const read = await readSettings(path, now)
  let settings = read.settings
  let last: Promise<unknown> = Promise.resolve()

  const store: SettingsStore = {
    current: () => settings,
    change: (patch) => {
      const result = last.then(async () => {
        // A field that is present but undefined would fall back to its default.
        const given = Object.entries(patch).filter(([, value]) => value !== undefined)
        const next = settingsSchema.parse({ ...settings, ...Object.fromEntries(given) })
        try {
          await writeFileAtomic(path, `${JSON.stringify(next, null, 2)}\n`)
        } catch (thrown) {
          throw fileFailure(thrown, path)
        }
        settings = next
        return next
      })
      // A change that failed was answered to who asked for it; the next one must not wait for ever nor fail with it.
      last = result.then(
        () => null,
        () => null,
      )
      return result
    },
  }
  return { store, failure: read.failure }
}

async function readSettings(path: string, now: () => number): Promise<{ settings: Settings; failure: Failure | null }> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return { settings: defaultSettings, failure: null }
    throw fileFailure(thrown, path)
  }
  const parsed = parseSettings(text)
  if (parsed.settings !== null) return { settings: parsed.settings, failure: null }

  const kept = `${path}.broken-${new Date(now()).toISOString().replace(/[:.]/g, '-')}`
  try {
    await rename(path, kept)
  } catch (thrown) {
    throw fileFailure(thrown, path)
  }
  const { failure } = new MarsadError('settings_invalid', { path, kept }, parsed.cause)
  return { settings: defaultSettings, failure }
}

function parseSettings(text: string): { settings: Settings; cause: null } | { settings: null; cause: unknown } {
  try {
    return { settings: settingsSchema.parse(JSON.parse(text)), cause: null }
  } catch (cause) {
    return { settings: null, cause }
  }
}
