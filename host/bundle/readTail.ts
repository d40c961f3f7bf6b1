import { open } from 'node:fs/promises'
import { refuseSpecialFile } from '../../files/refuseSpecialFile'
import { systemCode } from '../fileFailure'

/**
 * The last lines of a file, at most so many bytes of them; null where there is no such file.
 * @throws MarsadError file_kind; the system's error when it cannot be read
 */
export async function readTail(path: string, mostBytes: number): Promise<string | null> {
  refuseSpecialFile(path)
  let file
  try {
    file = await open(path, 'r')
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return null
    throw thrown
  }
  try {
    const { size } = await file.stat()
    const from = Math.max(0, size - mostBytes)
    const buffer = Buffer.alloc(size - from)
    const { bytesRead } = await file.read(buffer, 0, buffer.length, from)
    const text = buffer.toString('utf8', 0, bytesRead)
    // It may begin in the middle of a line.
    return from === 0 ? text : text.slice(text.indexOf('\n') + 1)
  } finally {
    await file.close()
  }
}
