import { join } from 'node:path'
import { app, dialog, type BrowserWindow } from 'electron'

/**
 * Asks where to save a file, and whether one that is there may be replaced. The page names no path: only this dialog does.
 * @param name what the file is called unless the person says otherwise
 * @returns null when they want none
 */
export async function chooseFile(name: string, window: BrowserWindow | null): Promise<string | null> {
  const options = { defaultPath: join(app.getPath('documents'), name) }
  const { canceled, filePath } = await (window === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options))
  return canceled || filePath === '' ? null : filePath
}
