/** What the window may say to the main process (one command channel) and what it is told (snapshots). */
import { ipcMain, type BrowserWindow } from 'electron'
import type { CommandResult } from '../../contract/commands'
import { MarsadError } from '../../contract/errors'
import { settingsPatchSchema } from '../../contract/settings'
import type { MarsadConsole } from '../../host/console'
import { commandChannel, snapshotChannel } from '../channels'
import { unchosenPath } from './chosenPaths'
import { isTrusted } from './origin'

/**
 * @param current the window now, or null
 * @param chosenPaths files that a dialog gave; the page may name no other
 * @returns what ends the subscription
 */
export function openWindowChannel(
  marsad: MarsadConsole,
  current: () => BrowserWindow | null,
  trustedOrigin: string,
  chosenPaths: ReadonlySet<string>,
): () => void {
  ipcMain.handle(commandChannel, (event, name: unknown, input: unknown): CommandResult | Promise<CommandResult> => {
    const frame = event.senderFrame
    const sender = frame === null ? null : { url: frame.url, isMainFrame: frame.parent === null }
    const ours = current()?.webContents.id === event.sender.id
    if (!ours || !isTrusted(sender, trustedOrigin)) {
      return { ok: false, failure: new MarsadError('bad_request', { name: 'foreign page' }).failure }
    }
    const patch = name === 'settings.change' ? settingsPatchSchema.safeParse(input) : null
    const path = patch?.success === true ? unchosenPath(patch.data, marsad.snapshot().settings, chosenPaths) : null
    if (path !== null) return { ok: false, failure: new MarsadError('path_not_chosen', { path }).failure }
    return marsad.run(name, input)
  })
  return marsad.subscribe((snapshot) => {
    const window = current()
    if (window !== null && !window.isDestroyed() && !window.webContents.isCrashed()) {
      window.webContents.send(snapshotChannel, snapshot)
    }
  })
}
