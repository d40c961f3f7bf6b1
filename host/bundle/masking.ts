/**
 * Takes secrets and personal data out of text. Secrets that are known are taken out wherever they stand; what looks like one, or like
 * an e-mail address, an address of the network, a user's id, a row or a home folder, by its looks. It errs on the side of masking.
 */
import { isIPv6 } from 'node:net'
import type { Masked, MaskKind } from '../../contract/bundle'
import { isSecretKey, secretWord } from '../../contract/secretNames'
import { spellingsOf } from '../../contract/spellingsOf'

export interface Masking {
  readonly text: (given: string) => string
  /** A value of JSON: its texts, and what its keys say is secret or personal. */
  readonly json: (given: unknown) => unknown
  /** How often each kind has been masked so far. */
  readonly counts: () => Masked
}

export interface MaskingOptions {
  readonly secrets: readonly string[]
  /** The home folder of who runs this. */
  readonly home: string
}

/** Longer lines are cut: no pattern may take long on what somebody else wrote. */
const longestLine = 16_384
/** A shorter secret may be a part of any word: it is masked only where it stands alone. */
const shortSecret = 6
const secretMask = '[secret]'
/** Deeper values end here: a file that anybody could have written must not exhaust the stack. */
const mostLevels = 64
const tooDeep = '[nested too deeply]'

const personWord = String.raw`user_?id`
/** In quotes of either kind, also escaped ones, or up to the next space. */
const quoted = String.raw`\\+"(?:(?!\\+").)*\\+"|"(?:\\.|[^"\\])*"|'(?:''|\\.|[^'\\])*'`
const assigned = String.raw`\\*["']?\s*(?:=>|[:=])\s*`

const personKey = new RegExp(`^${personWord}$`, 'i')
/** What a row or a message holds. `found` and `wanted` are values that a comparison found to differ. */
const valueKey = /^(?:title|raw|payload|raw_?payload|found|wanted)$/i

type Mask = (kind: MaskKind, value: string) => string
interface Pattern {
  readonly pattern: RegExp
  readonly replace: (mask: Mask, groups: readonly string[]) => string
}

/** The first group stays, the second is masked, the third stays. */
const keep =
  (kind: MaskKind) =>
  (mask: Mask, [, before = '', value = '', after = '']: readonly string[]): string =>
    `${before}${mask(kind, value)}${after}`
const whole =
  (kind: MaskKind) =>
  (mask: Mask, [value = '']: readonly string[]): string =>
    mask(kind, value)
const unquoted = (text: string): string => text.replace(/^\\*["']|\\*["']$/g, '')

const patterns: readonly Pattern[] = [
  // A key's or a certificate's body, told line by line.
  { pattern: /^\s*[A-Za-z0-9+/=]{60,}\s*$/g, replace: whole('secret') },
  { pattern: /(\b(?:authorization|cookie)["']?\s*[:=]\s*)(.+)()/gi, replace: keep('secret') },
  { pattern: /(\b(?:Bearer|Basic)\s+)([\w+/=.~-]{8,})()/g, replace: keep('secret') },
  { pattern: /(:\/\/[^\s:/@"'<>]*:)([^\s"'<>]+)(@)/g, replace: keep('secret') },
  { pattern: /(:\/\/)([^\s:/@"'<>]+)(@)/g, replace: keep('secret') },
  {
    pattern: new RegExp(String.raw`(${secretWord}[\w.-]{0,64}${assigned})(${quoted}|\S+)()`, 'gi'),
    replace: keep('secret'),
  },
  { pattern: /(\bpassword\s+)('(?:''|\\.|[^'\\])*')()/gi, replace: keep('secret') },
  { pattern: /(\bidentified\b[^']{0,80}\bby\s+)('(?:''|\\.|[^'\\])*')()/gi, replace: keep('secret') },
  { pattern: /((?:--(?:password|passwd|pass)|\b(?:requirepass|masterauth))\s+)(\S+)()/gi, replace: keep('secret') },
  { pattern: /(\bredis-cli\b[^\n]{0,200}?\s-a\s+)(\S+)()/g, replace: keep('secret') },
  { pattern: /(\bAUTH\s+)(\S.*)()/g, replace: keep('secret') },
  { pattern: /(\s(?:-u|--user)\s+["']?[^\s:"']+:)([^\s"']+)()/g, replace: keep('secret') },
  { pattern: /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, replace: whole('secret') },
  { pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_\w{20,}|\bxox[abpr]-[\w-]{10,}/g, replace: whole('secret') },
  { pattern: /\bSCRAM-SHA-\d+\$\S+|\bmd5[0-9a-f]{32}\b/g, replace: whole('secret') },
  // Rows and messages: as JSON, as Postgres and ClickHouse quote them, as values of a statement.
  {
    pattern: /\{[^{}]*\\*"(?:user_id|raw_payload|event_ts|duration_ms|engagement_seconds|content_type)\\*"[^{}]*\}/g,
    replace: (mask, [record = '']) => `{${mask('value', record)}}`,
  },
  { pattern: /(\bFailing row contains \()(.*)(\))/g, replace: keep('value') },
  { pattern: /(\bVALUES\s*)(\(.*)()/gi, replace: keep('value') },
  { pattern: /(\bparameters:\s*)(\$\d.*)()/gi, replace: keep('value') },
  { pattern: /(\bparsed text: )("[^"]*")()/g, replace: keep('value') },
  { pattern: /(\bbefore: ')([^']*)('?)/g, replace: keep('value') },
  {
    pattern: new RegExp(String.raw`(\\*["'](?:title|raw|payload|raw_payload)${assigned})(${quoted})()`, 'gi'),
    replace: keep('value'),
  },
  {
    pattern: new RegExp(String.raw`(\b${personWord}\)?${assigned}\(?)(${quoted}|[^\s,;)}\]]+)()`, 'gi'),
    replace: (mask, [all = '', before = '', value = '']) =>
      /^(?:null|undefined)$/i.test(value) ? all : `${before}${mask('person', unquoted(value))}`,
  },
  { pattern: /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, replace: whole('id') },
  {
    pattern: /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@(?!\d)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}/gu,
    replace: whole('email'),
  },
  {
    // ClickHouse numbers its versions like addresses.
    pattern: /(?<![\w.-])(?<!(?:version|clickhouse)["'\s:=/]{0,4}v?)(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)/gi,
    replace: (mask, [address = '']) => (isForeign(address) ? mask('address', address) : address),
  },
  {
    pattern: /(?<![\w:.])[\da-f]{0,4}(?::[\da-f]{0,4}){2,8}(?![\w:])/gi,
    replace: (mask, [address = '']) =>
      isIPv6(address) && !/^(?:::1?|(?:0+:){7}0*1)$/.test(address) ? mask('address', address) : address,
  },
]

/** Whether a dotted quad is an address that others can be told apart by. */
function isForeign(address: string): boolean {
  const parts = address.split('.').map(Number)
  return (
    parts.every((part) => part <= 255) && parts[0] !== 127 && address !== '0.0.0.0' && address !== '255.255.255.255'
  )
}

const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')

function secretPattern(secrets: readonly string[]): RegExp | null {
  const inBase64 = secrets
    .filter(({ length }) => length >= shortSecret)
    .map((each) => Buffer.from(each).toString('base64'))
  const spellings = spellingsOf([...secrets.filter((each) => each !== ''), ...inBase64])
  if (spellings.length === 0) return null
  const alone = (each: string): string => String.raw`(?<![\p{L}\p{N}_])${each}(?![\p{L}\p{N}_])`
  return new RegExp(
    spellings.map((each) => (each.length < shortSecret ? alone(literal(each)) : literal(each))).join('|'),
    'gu',
  )
}

function homePattern(home: string): RegExp {
  const own = home.length > 1 ? [`${literal(home)}(?![\\w.-])`] : []
  return new RegExp(
    String.raw`(?<![\w.-])(?:${[...own, String.raw`/(?:home|Users)/[^/\s"':,;()\]]+`, String.raw`[A-Za-z]:[\\/]+Users[\\/]+[^\\/\s"':,;]+`].join('|')})`,
    'g',
  )
}

export function createMasking({ secrets, home }: MaskingOptions): Masking {
  const known = secretPattern(secrets)
  const homes = homePattern(home)
  const masks = new Map<string, string>()
  const counts = new Map<MaskKind, number>()
  const numbers = new Map<MaskKind, number>()

  const mask: Mask = (kind, value) => {
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
    // A number of its own would tell that two places share a password.
    if (kind === 'secret') return secretMask
    if (kind === 'home') return '~'
    if (kind === 'value') return '[value]'
    const key = `${kind} ${value.toLowerCase()}`
    const given = masks.get(key)
    if (given !== undefined) return given
    const number = (numbers.get(kind) ?? 0) + 1
    numbers.set(kind, number)
    masks.set(key, `[${kind} ${number}]`)
    return `[${kind} ${number}]`
  }

  const line = (given: string): string =>
    patterns
      .reduce(
        (told, { pattern, replace }) =>
          told.replace(pattern, (...found: unknown[]) => {
            // The match and its groups; then come where it stands, and the whole.
            const groups = found.slice(0, -2).map(String)
            const [all = '', , value = all] = groups
            return unquoted(value) === secretMask ? all : replace(mask, groups)
          }),
        given.length > longestLine ? `${given.slice(0, longestLine)} […]` : given,
      )
      .replace(homes, () => mask('home', ''))
  const text = (given: string): string => {
    // What may span lines first.
    const hide = (): string => mask('secret', '')
    const withoutKnown = known === null ? given : given.replace(known, hide)
    return withoutKnown.replace(privateKey, hide).split('\n').map(line).join('\n')
  }

  const json = (given: unknown, levels = mostLevels): unknown => {
    if (typeof given === 'string') return text(given)
    if (typeof given !== 'object' || given === null) return given
    if (levels === 0) return tooDeep
    if (Array.isArray(given)) return given.map((item) => json(item, levels - 1))
    return Object.fromEntries(Object.entries(given).map(([key, value]) => [text(key), byKey(key, value, levels - 1)]))
  }
  const byKey = (key: string, value: unknown, levels: number): unknown => {
    if (typeof value === 'string' && value !== '') {
      if (isSecretKey(key)) return mask('secret', value)
      if (personKey.test(key)) return mask('person', value)
      if (valueKey.test(key)) return mask('value', value)
      if (/version/i.test(key)) return value
    }
    if (personKey.test(key) && typeof value === 'number') return mask('person', String(value))
    return json(value, levels)
  }

  return {
    text,
    json: (given) => json(given),
    counts: () => {
      const of = (kind: MaskKind): number => counts.get(kind) ?? 0
      return {
        secret: of('secret'),
        person: of('person'),
        id: of('id'),
        email: of('email'),
        address: of('address'),
        value: of('value'),
        home: of('home'),
      }
    },
  }
}
