/**
 * Reads JSON whose fields have a known order from its bytes, without making anything of it. Whoever finds anything else than what it
 * expects (another order, an escape, a byte outside printable ASCII) sees that it no longer fits and asks the full parser instead.
 */
export class ByteCursor {
  /** Where the latest string or number stands; both -1 after a null. */
  from = -1
  to = -1
  bytes: Buffer = Buffer.alloc(0)
  private ok = true
  private at = 0

  begin(bytes: Buffer): void {
    this.bytes = bytes
    this.at = 0
    this.ok = true
  }

  /** Whether everything so far was what was expected. */
  fits(): boolean {
    return this.ok
  }

  /** Steps over exactly these bytes. */
  expect(literal: Uint8Array): void {
    if (!this.takes(literal)) this.ok = false
  }

  /** Steps over the bytes if they stand here. */
  takes(literal: Uint8Array): boolean {
    const { bytes, at } = this
    // The last byte first: literals differ there more often than at their common beginning.
    for (let index = literal.length - 1; index >= 0; index -= 1) if (bytes[at + index] !== literal[index]) return false
    this.at = at + literal.length
    return true
  }

  /** An integer as JSON writes it; its digits must be few enough to be exact. */
  integer(): number {
    const { bytes } = this
    const negative = bytes[this.at] === minus
    const first = negative ? this.at + 1 : this.at
    const value = this.digits(first)
    const count = this.to - first
    // Zero has no sign, and no number begins with it: the text that is read is the text that String() makes.
    if (count === 0 || count > 15 || (bytes[first] === zero && (negative || count > 1))) this.ok = false
    this.from = this.at
    this.at = this.to
    return negative ? -value : value
  }

  /** Null or an integer, of which only the place is told. */
  integerOrNull(): void {
    if (!this.takesNull()) this.integer()
  }

  /** A string of printable ASCII without escapes. */
  string(): void {
    const { bytes } = this
    if (bytes[this.at] !== quote) {
      this.ok = false
      return
    }
    let at = this.at + 1
    this.from = at
    for (let byte = bytes[at] ?? 0; byte !== quote; byte = bytes[at] ?? 0) {
      if (byte === backslash || byte < 0x20 || byte > 0x7e) {
        this.ok = false
        return
      }
      at += 1
    }
    this.to = at
    this.at = at + 1
  }

  stringOrNull(): void {
    if (!this.takesNull()) this.string()
  }

  /** A string of exactly this many bytes that are known to need no look, such as a UUID. */
  fixedOrNull(length: number): void {
    if (this.takesNull()) return
    const { bytes, at } = this
    if (bytes[at] !== quote || bytes[at + length + 1] !== quote) this.ok = false
    this.from = at + 1
    this.to = at + 1 + length
    this.at = at + length + 2
  }

  /** A decimal text with two places as hundredths. */
  hundredthsOrNull(): number | null {
    if (this.takesNull()) return null
    const { bytes } = this
    if (bytes[this.at] !== quote) this.ok = false
    const negative = bytes[this.at + 1] === minus
    const first = negative ? this.at + 2 : this.at + 1
    const whole = this.digits(first)
    const at = this.to
    const tenths = (bytes[at + 1] ?? 0) - zero
    const hundredths = (bytes[at + 2] ?? 0) - zero
    const isDecimal = bytes[at] === dot && tenths >= 0 && tenths <= 9 && hundredths >= 0 && hundredths <= 9
    if (at === first || at - first > 13 || !isDecimal || bytes[at + 3] !== quote) this.ok = false
    this.at = at + 4
    const value = whole * 100 + tenths * 10 + hundredths
    return negative && value !== 0 ? -value : value
  }

  /** Steps to the last place where these bytes stand; all between is passed over unread. */
  skipToLast(literal: Buffer): void {
    const found = this.bytes.lastIndexOf(literal)
    if (found < this.at) this.ok = false
    else this.at = found
  }

  /** Whether nothing is left. */
  end(): void {
    if (this.at !== this.bytes.length) this.ok = false
  }

  /** The value of the digits that stand there, none for 0; `to` tells where they end. */
  private digits(start: number): number {
    const { bytes } = this
    let at = start
    let value = 0
    for (let byte = bytes[at] ?? 0; byte >= zero && byte <= nine; byte = bytes[at] ?? 0) {
      value = value * 10 + byte - zero
      at += 1
    }
    this.to = at
    return value
  }

  private takesNull(): boolean {
    if (!this.takes(nullText)) return false
    this.from = -1
    this.to = -1
    return true
  }
}

const nullText = Buffer.from('null')
const minus = 0x2d
const dot = 0x2e
const zero = 0x30
const nine = 0x39
const quote = 0x22
const backslash = 0x5c
