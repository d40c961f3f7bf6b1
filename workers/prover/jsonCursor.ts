/**
 * Reads JSON whose fields have a known order, without making an object of it. Whoever finds anything else than what it expects
 * (another order, an escape, a character outside ASCII) sees that it no longer fits and asks the full parser instead.
 */
export class JsonCursor {
  private ok = true
  private at = 0
  private text = ''

  /** @param bytes read as Latin-1: each byte a character, so that what is not ASCII is seen as such. */
  begin(bytes: Buffer): void {
    this.text = bytes.toString('latin1')
    this.at = 0
    this.ok = true
  }

  /** Whether everything so far was what was expected. */
  fits(): boolean {
    return this.ok
  }

  /** Steps over exactly this text. */
  expect(literal: string): void {
    if (this.text.startsWith(literal, this.at)) this.at += literal.length
    else this.ok = false
  }

  /** Steps over the text if it stands here. */
  takes(literal: string): boolean {
    if (!this.text.startsWith(literal, this.at)) return false
    this.at += literal.length
    return true
  }

  /** An integer; its digits must be few enough to be exact. */
  integer(): number {
    const { text } = this
    let at = this.at
    const negative = text.charCodeAt(at) === minus
    if (negative) at += 1
    const first = at
    let value = 0
    for (let digit = text.charCodeAt(at) - zero; digit >= 0 && digit <= 9; digit = text.charCodeAt(at) - zero) {
      value = value * 10 + digit
      at += 1
    }
    if (at === first || at - first > 15) this.ok = false
    this.at = at
    return negative ? -value : value
  }

  integerOrNull(): number | null {
    return this.takes('null') ? null : this.integer()
  }

  /** A string of printable ASCII without escapes. */
  string(): string {
    const { text } = this
    if (text.charCodeAt(this.at) !== quote) {
      this.ok = false
      return ''
    }
    const start = this.at + 1
    const end = text.indexOf('"', start)
    if (end < 0) {
      this.ok = false
      return ''
    }
    for (let at = start; at < end; at += 1) {
      const code = text.charCodeAt(at)
      if (code === backslash || code < 0x20 || code > 0x7e) {
        this.ok = false
        return ''
      }
    }
    this.at = end + 1
    return text.slice(start, end)
  }

  stringOrNull(): string | null {
    return this.takes('null') ? null : this.string()
  }

  /** A string of exactly this many characters that are known to need no look, such as a UUID. */
  fixedOrNull(length: number): string | null {
    if (this.takes('null')) return null
    const { text, at } = this
    if (text.charCodeAt(at) !== quote || text.charCodeAt(at + length + 1) !== quote) {
      this.ok = false
      return null
    }
    this.at = at + length + 2
    return text.slice(at + 1, at + 1 + length)
  }

  /** A decimal text with two places as hundredths. */
  hundredthsOrNull(): number | null {
    if (this.takes('null')) return null
    this.expect('"')
    const negative = this.text.charCodeAt(this.at) === minus
    const whole = this.integer()
    this.expect('.')
    const first = this.text.charCodeAt(this.at) - zero
    const second = this.text.charCodeAt(this.at + 1) - zero
    if (!(first >= 0 && first <= 9 && second >= 0 && second <= 9)) this.ok = false
    this.at += 2
    this.expect('"')
    const fraction = first * 10 + second
    return negative ? whole * 100 - fraction : whole * 100 + fraction
  }

  /** Steps to the last place where this text stands; all between is passed over unread. */
  skipToLast(literal: string): void {
    const found = this.text.lastIndexOf(literal)
    if (found < this.at) this.ok = false
    else this.at = found
  }

  /** Whether nothing is left. */
  end(): void {
    if (this.at !== this.text.length) this.ok = false
  }
}

const minus = 0x2d
const zero = 0x30
const quote = 0x22
const backslash = 0x5c
