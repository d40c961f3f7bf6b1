/** `marsad doctor --bundle FILE`: a support bundle, of what runs on a data folder or of what lies in it. */
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { maskKinds, type Bundle, type SavedBundle } from '../../contract/bundle'
import { MarsadError, toFailure, type Failure } from '../../contract/errors'
import { sentenceOf, type MessageLanguage } from '../../contract/messages/message'
import { collectBundle } from '../../host/bundle/collectBundle'
import { maskWords, partWords } from '../../host/bundle/words'
import { writeBundle } from '../../host/bundle/writeBundle'
import { askInstance } from '../../host/control/client'
import { readInstance } from '../../host/instanceLock'
import { openKeychain } from '../../host/secrets/keychain'
import { openSecretStore } from '../../host/secrets/secretStore'
import type { Terminal } from '../terminal'
import { textIn } from '../text/text'
import { bytesText, countText } from '../view/figures'

export interface DoctorBundleOptions {
  readonly data: string
  readonly bundle: string
  readonly force: boolean
}

/** A console that does not answer for this long, in milliseconds, is described by what lies in its folder. */
const answerLimitMs = 60_000

/** @throws MarsadError file_exists, no_permission, disk_full */
export async function doctorBundle(
  { data, bundle: file, force }: DoctorBundleOptions,
  terminal: Terminal,
  language: MessageLanguage,
  appVersion: string,
): Promise<void> {
  const folder = resolve(data)
  const saved = await writeBundle(await bundleOf(folder, appVersion), file, force)
  lines(saved, language).forEach((line) => terminal.print(line))
}

async function bundleOf(folder: string, appVersion: string): Promise<Bundle> {
  const collect = (failure: Failure): Promise<Bundle> =>
    collectBundle({
      dataFolder: folder,
      appVersion,
      environment: process.env,
      home: homedir(),
      secretsOf: (profile) => openSecretStore(folder, process.env, openKeychain(), () => profile),
      now: Date.now(),
      live: { failure },
    })
  const instance = await readInstance(folder)
  if (instance === null) return collect(new MarsadError('not_running').failure)
  try {
    return await askInstance(instance.socket, 'bundle.collect', {}, answerLimitMs)
  } catch (thrown) {
    // A console that cannot answer is one to be looked into: the bundle says so.
    return collect(toFailure(thrown))
  }
}

function lines({ path, bytes, parts, missing, masked }: SavedBundle, language: MessageLanguage): string[] {
  const text = textIn(language)
  const list = (title: string, items: readonly string[]): string[] =>
    items.length === 0 ? [] : [title, ...items.map((item) => `  ${item}`)]
  return [
    text('bundle.written', { file: path, size: bytesText(bytes) }),
    ...list(
      text('bundle.contains'),
      parts.map((part) => `${partWords[part].file}: ${partWords[part][language]}`),
    ),
    ...list(
      text('bundle.missing'),
      missing.map(({ part, failure }) => `${partWords[part].file}: ${sentenceOf(failure, language)}`),
    ),
    ...list(
      text('bundle.masked'),
      maskKinds
        .filter((kind) => masked[kind] > 0)
        .map((kind) => `${maskWords[kind][language]}: ${countText(masked[kind])}`),
    ),
    text('bundle.read'),
  ]
}
