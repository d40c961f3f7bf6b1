/** Puts a support bundle together: of a console that runs, or of what lies in its data folder. */
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bundle, BundlePart, MissingPart } from '../../contract/bundle'
import type { DoctorSnapshot } from '../../contract/doctor'
import { errorOf, failureSchema, MarsadError, toFailure, type Failure } from '../../contract/errors'
import { secretsNeeded, type RemoteProfile } from '../../contract/remote'
import { settingsSchema, type Settings } from '../../contract/settings'
import type { ConsoleSnapshot } from '../../contract/snapshot'
import type { Endpoints } from '../../contract/workers'
import { fileFailure } from '../fileFailure'
import type { SecretStore } from '../secrets/secretStore'
import { secretsStatus } from '../secretsStatus'
import { environmentOf } from './environmentOf'
import { findingsText } from './findingsText'
import { knownSecrets } from './knownSecrets'
import { logLines } from './logLines'
import { createMasking } from './masking'
import { readme } from './readme'
import { readTail } from './readTail'
import { versionsOf } from './versionsOf'
import { partWords } from './words'

export interface BundleSources {
  readonly dataFolder: string
  readonly appVersion: string
  readonly environment: NodeJS.ProcessEnv
  readonly home: string
  /** The secrets of a profile; without one only those of the environment. */
  readonly secretsOf: (profile: RemoteProfile | null) => SecretStore
  /** Milliseconds since the epoch. */
  readonly now: number
  /** What only a running console can tell, or why none does. */
  readonly live: LiveSources | { readonly failure: Failure }
}

export interface LiveSources {
  readonly snapshot: ConsoleSnapshot
  readonly endpoints: Endpoints | null
  /** What the doctor finds now. @throws MarsadError while it does not run */
  readonly look: () => Promise<DoctorSnapshot>
  /** Configuration and status of the connector. @throws MarsadError while the doctor does not run; what Connect answered */
  readonly connector: () => Promise<unknown>
}

/** Of what lies in the log files. Masked and zipped it is about a tenth of this. */
const mostLogBytes = 8 * 1024 * 1024
/** Of any other file. */
const mostFileBytes = 1024 * 1024

/** Never rejects for a part that cannot be had: the bundle says which, and why. */
export async function collectBundle(sources: BundleSources): Promise<Bundle> {
  const { dataFolder, live, now, environment } = sources
  const running = 'snapshot' in live ? live : null
  const absent = 'failure' in live ? live.failure : null
  const files: Bundle['files'] = []
  const parts: BundlePart[] = []
  const lacking: MissingPart[] = []

  const stored = await readStored(join(dataFolder, 'settings.json'))
  const profile = (running?.snapshot.settings ?? stored.settings)?.stack.remote.profile ?? null
  const kept = await keptSecrets()
  const masking = createMasking({
    secrets: knownSecrets(running?.endpoints ?? null, kept, environment),
    home: sources.home,
  })
  const json = (value: unknown): string => `${JSON.stringify(masking.json(value), null, 2)}\n`

  async function keptSecrets(): Promise<string[]> {
    if (profile === null) return []
    try {
      return Object.values(await sources.secretsOf(profile).read(secretsNeeded(profile)))
    } catch (thrown) {
      // They are then masked by their looks alone; whoever reads the bundle should know.
      lacking.push({ part: 'secrets', failure: toFailure(thrown) })
      return []
    }
  }

  /** @param read null: there is nothing of the kind */
  const add = async (part: BundlePart, read: () => Promise<string | null>): Promise<void> => {
    try {
      const text = await read()
      if (text === null) return
      files.push({ name: partWords[part].file, text })
      parts.push(part)
    } catch (thrown) {
      lacking.push({ part, failure: toFailure(thrown) })
    }
  }
  const fromConsole = <T>(read: (from: LiveSources) => T): T => {
    if (running !== null) return read(running)
    throw absent === null ? new MarsadError('not_running') : errorOf(absent)
  }

  await add('findings', async () => masking.text(findingsText(await fromConsole(({ look }) => look()))))
  await add('snapshot', () => Promise.resolve(json(fromConsole(({ snapshot }) => snapshot))))
  await add('connector', async () => json(await fromConsole(({ connector }) => connector())))
  await add('settings', () => {
    if (stored.failure !== null) throw stored.failure
    return Promise.resolve(stored.parsed === undefined ? textOrNull(stored.text) : json(stored.parsed))
  })
  if (profile !== null) await add('secrets', async () => json(await secretsStatus(sources.secretsOf(profile))))
  await add('actions', async () => {
    const text = await readFrom(join(dataFolder, 'doctor', 'actions.jsonl'))
    return text === null ? null : text.split('\n').map(jsonLine).join('\n')
  })
  await add('versions', async () => json(await versionsOf(dataFolder, sources.appVersion, running?.snapshot ?? null)))
  await add('environment', () => Promise.resolve(json(environmentOf(environment))))
  await add('logs', async () => {
    const text = await logLines(dataFolder, mostLogBytes, masking)
    if (text === null && running === null) await mustExist(dataFolder)
    return text
  })

  function textOrNull(text: string | null): string | null {
    return text === null ? null : masking.text(text)
  }
  function jsonLine(line: string): string {
    const parsed = parsedJson(line)
    return parsed === undefined ? masking.text(line) : JSON.stringify(masking.json(parsed))
  }

  const missing = lacking.map(({ part, failure }) => ({ part, failure: failureSchema.parse(masking.json(failure)) }))
  const masked = masking.counts()
  const text = readme({ at: now, running: running !== null, parts, missing, masked })
  return { files: [{ name: 'README.txt', text }, ...files], parts, missing, masked }
}

interface Stored {
  readonly text: string | null
  /** Undefined: it is no JSON. */
  readonly parsed: unknown
  /** Null: there are none, or they are not as they should be. */
  readonly settings: Settings | null
  readonly failure: MarsadError | null
}

async function readStored(path: string): Promise<Stored> {
  try {
    const text = await readFrom(path)
    const parsed = text === null ? undefined : parsedJson(text)
    const settings = settingsSchema.safeParse(parsed)
    return { text, parsed, settings: settings.success ? settings.data : null, failure: null }
  } catch (thrown) {
    return { text: null, parsed: undefined, settings: null, failure: fileFailure(thrown, path) }
  }
}

async function readFrom(path: string): Promise<string | null> {
  try {
    return await readTail(path, mostFileBytes)
  } catch (thrown) {
    throw fileFailure(thrown, path)
  }
}

/** Undefined for what is no JSON. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** @throws MarsadError folder_missing */
async function mustExist(folder: string): Promise<void> {
  try {
    await access(folder)
  } catch (thrown) {
    throw new MarsadError('folder_missing', { path: folder }, thrown)
  }
}
