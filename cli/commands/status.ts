/** `marsad status`: what runs on a data folder, asked over its control socket. */
import { resolve } from 'node:path'
import type { Status } from '../../contract/commands'
import { electronState, type ElectronSnapshot } from '../../contract/electronSupport'
import { MarsadError } from '../../contract/errors'
import { nameOf, type MessageLanguage } from '../../contract/messages/message'
import type { Leftovers } from '../../contract/leftovers'
import type { ConsoleSnapshot } from '../../contract/snapshot'
import { askInstance } from '../../host/control/client'
import { readInstance } from '../../host/instanceLock'
import { leftovers } from '../../host/leftovers'
import { findRuntimeManifest, surroundings } from '../../host/paths'
import type { StatusOptions } from '../program'
import { noStatus, statusOf } from '../statusOf'
import type { Terminal } from '../terminal'
import { textIn } from '../text/text'
import { padEnd, padStart } from '../view/columns'
import { countText } from '../view/figures'
import { paintState } from '../view/paint'

/** @throws MarsadError when an instance runs there and cannot be asked */
export async function status(
  options: StatusOptions,
  terminal: Terminal,
  language: MessageLanguage,
  entries: string,
): Promise<void> {
  const folder = resolve(options.data)
  const instance = await readInstance(folder)
  const snapshot = instance === null ? null : await askInstance(instance.socket, 'app.snapshot', {})
  const result =
    snapshot === null
      ? noStatus(folder, await serversLeft(folder, entries), await broughtElectron())
      : statusOf(snapshot)
  if (options.json) terminal.print(JSON.stringify(result, null, 2))
  else statusLines(result, snapshot, terminal.colour, language).forEach((line) => terminal.print(line))
}

async function serversLeft(folder: string, entries: string): Promise<Leftovers['holders']> {
  const { holders } = await leftovers('list', folder, entries)
  return holders.filter(({ server }) => server)
}

/** The Electron that a window would open in. */
async function broughtElectron(): Promise<ElectronSnapshot | null> {
  try {
    const { manifest } = await findRuntimeManifest(surroundings())
    return electronState(manifest.electron?.version ?? null)
  } catch (thrown) {
    // No set-up yet: the command that needs one says so.
    if (thrown instanceof MarsadError && thrown.failure.code === 'runtime_missing') return null
    throw thrown
  }
}

function statusLines(
  result: Status,
  snapshot: ConsoleSnapshot | null,
  colour: boolean,
  language: MessageLanguage,
): string[] {
  const text = textIn(language)
  const { electron } = result
  const window =
    electron === null
      ? []
      : [text(electron.supported ? 'status.electron' : 'status.electronOld', { version: electron.version })]
  if (snapshot === null) {
    const folder = result.data_dir
    const servers = result.left_running.map(({ name, pid }) => `${nameOf(name, language)} (pid ${pid})`)
    return [
      servers.length === 0
        ? text('status.none', { folder })
        : text('status.left', { folder, servers: servers.join(', ') }),
      ...window,
    ]
  }
  const { stack, workers } = snapshot
  const phase = paintState(stack.phase, text(`phase.${stack.phase}`), colour)
  const services = stack.services.map(
    ({ name, state, port, version, pid }) =>
      `  ${padEnd(nameOf(name, language), 16)}${padEnd(paintState(state, text(`state.${state}`), colour), 20)}${padStart(String(port), 6)}${padStart(pid === null ? '' : String(pid), 9)}  ${version ?? ''}`,
  )
  const hands = workers.map(
    ({ name, state, pid }) =>
      `  ${padEnd(nameOf(name, language), 16)}${padEnd(paintState(state, text(`state.${state}`), colour), 20)}${padStart(pid === null ? '' : String(pid), 15)}`,
  )
  const { counts } = result
  const figures =
    counts === null
      ? []
      : [
          [text('column.postgres'), counts.postgres_events],
          [text('column.flat'), counts.flat],
          [text('column.enriched'), counts.enriched],
          [text('column.clickhouse'), counts.clickhouse_distinct],
          [text('column.errors'), counts.clickhouse_errors],
          [text('column.deadLetters'), counts.dead_letters],
        ].map(
          ([name, value]) =>
            `  ${padEnd(String(name), 16)}${padStart(typeof value === 'number' ? countText(value) : countText(null), 12)}`,
        )
  const board = result.leaderboard.map(
    (row) =>
      `  ${padStart(String(row.rank), 3)}${padStart(row.seconds.toFixed(2), 14)}  ${row.title ?? row.content_id}`,
  )
  return [
    text('status.phase', { folder: result.data_dir, phase }),
    ...window,
    ...services,
    ...hands,
    ...figures,
    ...board,
  ]
}
