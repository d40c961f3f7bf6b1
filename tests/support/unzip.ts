import { inflateRawSync } from 'node:zlib'

/** The texts of a zip by their names, read through its directory (APPNOTE.TXT 4.3.12). */
export function unzip(zip: Buffer): Record<string, string> {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  const files: Record<string, string> = {}
  let at = zip.readUInt32LE(end + 16)
  for (let n = zip.readUInt16LE(end + 10); n > 0; n -= 1) {
    const [size, nameLength, extraLength, commentLength, local] = [
      zip.readUInt32LE(at + 20),
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
      zip.readUInt16LE(at + 32),
      zip.readUInt32LE(at + 42),
    ]
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    files[name] = inflateRawSync(zip.subarray(from, from + size)).toString('utf8')
    at += 46 + nameLength + extraLength + commentLength
  }
  return files
}
