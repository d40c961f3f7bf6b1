import { chmod, readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'

/**
 * The same modes for any umask, since a service may run as another account: folders, programs and libraries 755, other files 644.
 * @param {string} folder
 */
export async function openToAll(folder) {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue
    const runs =
      entry.isDirectory() ||
      basename(entry.parentPath) === 'bin' ||
      /\.so(\.|$)|\.dylib$|-server$|^jspawnhelper$|^jexec$/.test(entry.name)
    await chmod(join(entry.parentPath, entry.name), runs ? 0o755 : 0o644)
  }
}
