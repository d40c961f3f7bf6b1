/** What the window may say to the main process (one command channel) and what it is told (snapshots). */
import { ipcMain, type BrowserWindow } from 'electron'
import type { CommandResult } from '../../contract/commands'
import { MarsadError } from '../../contract/errors'
import type { MarsadConsole } from '../../host/console'
import { commandChannel, snapshotChannel } from '../channels'
import { isTrusted } from './origin'

/**
 * @param current the window now, or null
 * @returns what ends the telling
 */
export function openWindowChannel(
  marsad: MarsadConsole,
  current: () => BrowserWindow | null,
  trustedOrigin: string,
): () => void {
  ipcMain.handle(commandChannel, (event, name: unknown, input: unknown): CommandResult | Promise<CommandResult> => {
    const frame = event.senderFrame
    const sender = frame === null ? null : { url: frame.url, isMainFrame: frame.parent === null }
    const ours = current()?.webContents.id === event.sender.id
    if (!ours || !isTrusted(sender, trustedOrigin)) {
      return { ok: false, failure: new MarsadError('bad_request', { name: 'foreign page' }).failure }
    }
    return marsad.run(name, input)
  })
  return marsad.subscribe((snapshot) => {
    const window = current()
    if (window !== null && !window.isDestroyed() && !window.webContents.isCrashed()) {
      window.webContents.send(snapshotChannel, snapshot)
    }
  })
}
