/** Kafka's variable-length numbers: zigzag, seven bits a byte, the low ones first (as protocol buffers have them). */

/** Small numbers of either sign become small unsigned ones; for numbers of 32 bits. */
function zigzag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0
}

/** Bytes that {@link writeVarint} takes. */
export function varintSize(value: number): number {
  const rest = zigzag(value)
  return rest < 0x80 ? 1 : rest < 0x4000 ? 2 : rest < 0x200000 ? 3 : rest < 0x10000000 ? 4 : 5
}

/** @returns where it ends. */
export function writeVarint(target: Buffer, start: number, value: number): number {
  return writeUnsigned(target, start, zigzag(value))
}

/** A number of 32 bits without a sign, as it is. @returns where it ends. */
export function writeUnsigned(target: Buffer, start: number, value: number): number {
  let at = start
  let rest = value
  for (; rest >= 0x80; rest >>>= 7) {
    target[at] = (rest & 0x7f) | 0x80
    at += 1
  }
  target[at] = rest
  return at + 1
}

/** Reads numbers one after the other. */
export class VarintReader {
  constructor(
    readonly bytes: Buffer,
    public at: number,
  ) {}

  /** A number of up to 53 bits; longer ones lose their low bits. */
  next(): number {
    const rest = this.nextUnsigned()
    if (rest < 0x80000000) return (rest >>> 1) ^ -(rest & 1)
    return rest % 2 === 0 ? rest / 2 : -(rest + 1) / 2
  }

  /** The same without a sign. What lies behind the end reads as 0. */
  nextUnsigned(): number {
    const first = this.bytes[this.at] ?? 0
    this.at += 1
    if (first < 0x80) return first
    let rest = first & 0x7f
    let weight = 0x80
    for (let more = true; more; weight *= 0x80) {
      const byte = this.bytes[this.at] ?? 0
      this.at += 1
      rest += (byte & 0x7f) * weight
      more = byte >= 0x80
    }
    return rest
  }

  /** Bytes behind their length, not copied; null where the length is -1. */
  nextBytes(): Buffer | null {
    const length = this.next()
    if (length < 0) return null
    const start = this.at
    this.at += length
    return this.bytes.subarray(start, this.at)
  }
}
