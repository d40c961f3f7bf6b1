/** `marsad down`: ends what runs on a data folder, and with `--wipe` deletes its data. */
import { basename, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { MarsadError } from '../../contract/errors'
import type { Leftovers } from '../../contract/leftovers'
import { nameOf, type MessageLanguage } from '../../contract/messages/message'
import { askInstance, endInstance } from '../../host/control/client'
import { readInstance, type Instance } from '../../host/instanceLock'
import { leftovers } from '../../host/leftovers'
import { hasData, wipeData } from '../../host/wipeData'
import type { DownOptions } from '../program'
import { statusOf } from '../statusOf'
import type { Terminal } from '../terminal'
import { textIn } from '../text/text'
import { countText } from '../view/figures'

/** How long an instance may take to end in order, in milliseconds. */
const endLimitMs = 120_000
const pollMs = 150

/**
 * @throws MarsadError what could not be ended or deleted; `data_in_use` when a window still holds the folder to be wiped, `store_held`
 * when another process does, `not_data_folder`
 * @returns false when a wipe was not confirmed
 */
export async function down(
  options: DownOptions,
  terminal: Terminal,
  language: MessageLanguage,
  entries: string,
): Promise<boolean> {
  const text = textIn(language)
  const folder = resolve(options.data)
  const instance = await readInstance(folder)
  if (options.wipe && !(await confirmed(options, folder, instance, terminal, language))) return false

  if (instance === null) {
    const { ended } = await leftovers('end', folder, entries)
    const servers = ended.map(({ service, pid }) => `${nameOf(service, language)} (pid ${pid})`).join(', ')
    terminal.print(ended.length === 0 ? text('down.none', { folder }) : text('down.ended', { folder, servers }))
  } else {
    terminal.print(text('down.stopping', { folder, pid: instance.pid }))
    await end(folder, instance)
    terminal.print(text(instance.kind === 'cli' ? 'down.stopped' : 'down.stackStopped', { pid: instance.pid }))
  }
  if (!options.wipe) return true
  const holder = await readInstance(folder)
  if (holder !== null) throw new MarsadError('data_in_use', { pid: holder.pid, dataDir: folder })
  const [held] = (await leftovers('list', folder, entries)).holders
  if (held !== undefined) throw new MarsadError('store_held', { ...holderDetails(held), path: folder })
  const left = await wipeData(folder)
  if (left === null) terminal.print(text('down.nothingToWipe', { folder }))
  else terminal.print(text(left.length === 0 ? 'down.wiped' : 'down.wipedBut', { folder, left: left.join(', ') }))
  return true
}

const holderDetails = ({ pid, program, service }: Leftovers['holders'][number]) => ({ pid, program, service })

async function end(folder: string, instance: Instance): Promise<void> {
  await endInstance(instance.socket)
  const limit = performance.now() + endLimitMs
  while (performance.now() < limit) {
    const now = await readInstance(folder)
    if (now?.pid !== instance.pid) return
    if (instance.kind === 'window') {
      const { stack } = await askInstance(instance.socket, 'app.snapshot', {})
      if (stack.phase === 'stopped') return
    }
    await new Promise((next) => setTimeout(next, pollMs))
  }
  throw new MarsadError('service_timeout', { service: 'stack', seconds: endLimitMs / 1000 })
}

async function confirmed(
  options: DownOptions,
  folder: string,
  instance: Instance | null,
  terminal: Terminal,
  language: MessageLanguage,
): Promise<boolean> {
  const text = textIn(language)
  if (!(await hasData(folder))) return true
  const counted = instance === null ? null : statusOf(await askInstance(instance.socket, 'app.snapshot', {})).counts
  const events = counted?.postgres_events ?? null
  const what = [
    text('down.everything'),
    ...(events === null ? [] : [text('down.events', { events: countText(events) })]),
  ].join(' · ')
  terminal.print(text('down.lost', { folder, what }))
  if (options.yes) return true
  if (!terminal.canAsk) {
    terminal.complain(text('down.needsYes'))
    return false
  }
  const name = basename(folder)
  const ask = createInterface({ input: process.stdin, output: process.stdout })
  try {
    const typed = await ask.question(text('down.confirm', { name }))
    if (typed.trim() === name) return true
    terminal.print(text('down.kept'))
    return false
  } finally {
    ask.close()
  }
}
