/** CRC-32C (Castagnoli), the checksum of Kafka's record batches. */

/** The polynomial 0x1EDC6F41, its bits reversed (RFC 3720, appendix B.4). */
const polynomial = 0x82f63b78

/** Eight tables of 256: table n gives what a byte does to the remainder n bytes further on ("slicing by 8", Kounavis and Berry). */
const tables = makeTables()

function makeTables(): Int32Array {
  const made = new Int32Array(8 * 256)
  for (let byte = 0; byte < 256; byte += 1) {
    let rest = byte
    for (let bit = 0; bit < 8; bit += 1) rest = (rest & 1) === 0 ? rest >>> 1 : (rest >>> 1) ^ polynomial
    made[byte] = rest
  }
  for (let index = 256; index < made.length; index += 1) {
    const before = made[index - 256] ?? 0
    made[index] = (before >>> 8) ^ (made[before & 0xff] ?? 0)
  }
  return made
}

/** The checksum of `bytes` from `start` to before `end`, as an unsigned 32-bit number. */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length): number {
  const table = (index: number): number => tables[index] ?? 0
  const at = (index: number): number => bytes[index] ?? 0
  let rest = -1
  let index = start
  for (; index + 8 <= end; index += 8) {
    const low = rest ^ (at(index) | (at(index + 1) << 8) | (at(index + 2) << 16) | (at(index + 3) << 24))
    rest =
      table(1792 + (low & 0xff)) ^
      table(1536 + ((low >>> 8) & 0xff)) ^
      table(1280 + ((low >>> 16) & 0xff)) ^
      table(1024 + (low >>> 24)) ^
      table(768 + at(index + 4)) ^
      table(512 + at(index + 5)) ^
      table(256 + at(index + 6)) ^
      table(at(index + 7))
  }
  for (; index < end; index += 1) rest = (rest >>> 8) ^ table((rest ^ at(index)) & 0xff)
  return ~rest >>> 0
}
