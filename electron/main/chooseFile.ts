import { join } from 'node:path'
import { app, dialog, type BrowserWindow } from 'electron'
import type { CommandInput } from '../../contract/commands'

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

const extensions = { composeFile: ['yml', 'yaml'], caFile: ['pem', 'crt', 'cer'] } as const

/** Asks for a file that is there, to be read. @returns null when they want none */
export async function openFile(
  purpose: CommandInput<'file.choose'>['purpose'],
  window: BrowserWindow | null,
): Promise<string | null> {
  const [first, ...more] = extensions[purpose]
  const filters = [
    { name: `*.${first}`, extensions: [first, ...more] },
    { name: '*', extensions: ['*'] },
  ]
  const options = { properties: ['openFile' as const], filters }
  const { canceled, filePaths } = await (window === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options))
  return canceled ? null : (filePaths[0] ?? null)
}
