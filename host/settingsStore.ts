/** The person's settings: `<data>/settings.json`, read once and replaced as a whole with each change. */
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { MarsadError, type ErrorDetails, type Failure } from '../contract/errors'
import { defaultSettings, settingsSchema, type Settings, type SettingsPatch } from '../contract/settings'
import { isFileUnusable } from '../files/localFileError'
import { readTextFile } from '../files/readTextFile'
import { writeFileAtomic } from './atomicFile'
import { fileFailure } from './fileFailure'

export interface SettingsStore {
  current(): Settings
  /** Applies and stores a patch; changes are stored in the order in which they were asked for. @throws MarsadError disk_full, no_permission */
  change(patch: SettingsPatch): Promise<Settings>
}

export interface OpenedSettings {
  readonly store: SettingsStore
  /** Set when the file was not usable as a whole: it was set aside, and the defaults of what could not be understood are in force. */
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
          await writeFileAtomic(path, settingsText(next))
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

interface ReadSettings {
  readonly settings: Settings
  readonly failure: Failure | null
}

async function readSettings(path: string, now: () => number): Promise<ReadSettings> {
  const found = findSettings(path)
  if (found.kind === 'whole') return { settings: found.settings, failure: null }

  // Whatever it is, it is kept: a file of a newer version, a link, a pipe.
  const kept = `${path}.broken-${new Date(now()).toISOString().replace(/[:.]/g, '-')}`
  try {
    await rename(path, kept)
    if (found.kind === 'partly') await writeFileAtomic(path, settingsText(found.settings))
  } catch (thrown) {
    throw fileFailure(thrown, path)
  }
  return found.kind === 'partly'
    ? {
        settings: found.settings,
        failure: failureOf('settings_partly', { names: found.names.join(', '), path, kept }, found.cause),
      }
    : { settings: defaultSettings, failure: failureOf('settings_invalid', { path, kept }, found.cause) }
}

const failureOf = (code: 'settings_partly' | 'settings_invalid', details: ErrorDetails, cause: unknown): Failure =>
  new MarsadError(code, details, cause).failure

const settingsText = (settings: Settings): string => `${JSON.stringify(settings, null, 2)}\n`

type FoundSettings =
  | { readonly kind: 'whole'; readonly settings: Settings }
  /** `names` are the fields whose values could not be understood. */
  | { readonly kind: 'partly'; readonly settings: Settings; readonly names: readonly string[]; readonly cause: unknown }
  | { readonly kind: 'nothing'; readonly cause: unknown }

/** @throws MarsadError when it is there and may not be read */
function findSettings(path: string): FoundSettings {
  let raw: unknown
  try {
    const text = readTextFile(path, 'refuse')
    if (text === null) return { kind: 'whole', settings: defaultSettings }
    raw = JSON.parse(text)
  } catch (cause) {
    if (cause instanceof SyntaxError || isFileUnusable(cause)) return { kind: 'nothing', cause }
    throw fileFailure(cause, path)
  }
  return parseSettings(raw)
}

/** One wrong value must not cost all others: each field stands for itself. */
export function parseSettings(raw: unknown): FoundSettings {
  const whole = settingsSchema.safeParse(raw)
  if (whole.success) return { kind: 'whole', settings: whole.data }
  const names = new Set(whole.error.issues.flatMap(({ path: [field] }) => (field === undefined ? [] : [String(field)])))
  const record = z.record(z.string(), z.unknown()).safeParse(raw)
  if (!record.success || names.size === 0) return { kind: 'nothing', cause: whole.error }
  const sound = settingsSchema.safeParse(
    Object.fromEntries(Object.entries(record.data).filter(([field]) => !names.has(field))),
  )
  return sound.success
    ? { kind: 'partly', settings: sound.data, names: [...names], cause: whole.error }
    : { kind: 'nothing', cause: whole.error }
}
