import { readFile } from 'node:fs/promises'
import { inflateRawSync } from 'node:zlib'

const endSignature = 0x06054b50
const entrySignature = 0x02014b50

/**
 * The files of a jar whose names are wanted. Small jars only: all of it is read at once, and ZIP64 is not known.
 * @param {string} path
 * @param {(name: string) => boolean} isWanted
 * @returns {Promise<{ name: string, text: string }[]>}
 */
export async function readZip(path, isWanted) {
  const zip = await readFile(path)
  let end = zip.length - 22
  while (end >= 0 && zip.readUInt32LE(end) !== endSignature) end -= 1
  if (end < 0) throw new Error(`${path} is no zip file`)
  const found = []
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== entrySignature) throw new Error(`${path} is broken at ${at}`)
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field))
    const name = zip.toString('utf8', at + 46, at + 46 + (nameLength ?? 0))
    if (isWanted(name)) found.push({ name, text: contentOf(zip, at) })
    at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0)
  }
  return found
}

/**
 * @param {Buffer} zip
 * @param {number} at of its entry in the central directory
 */
function contentOf(zip, at) {
  const local = zip.readUInt32LE(at + 42)
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
  const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20))
  return (zip.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed)).toString('utf8')
}
