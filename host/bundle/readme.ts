/** README.txt of a bundle: what it holds, what it lacks, what was masked. */
import { maskKinds, type BundlePart, type Masked, type MissingPart } from '../../contract/bundle'
import { sentenceOf, type MessageLanguage } from '../../contract/messages/message'
import { bundleWords, maskWords, partWords } from './words'

export interface ReadmeFacts {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly running: boolean
  readonly parts: readonly BundlePart[]
  readonly missing: readonly MissingPart[]
  readonly masked: Masked
}

export const readme = (facts: ReadmeFacts): string => `${inLanguage(facts, 'en')}\n\n\n${inLanguage(facts, 'ar')}\n`

function inLanguage({ at, running, parts, missing, masked }: ReadmeFacts, language: MessageLanguage): string {
  const say = (word: keyof typeof bundleWords): string => bundleWords[word][language]
  const list = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)]
  return [
    say('title'),
    `${say('made')}: ${new Date(at).toISOString()}`,
    ...(running ? [] : [say('nothingRuns')]),
    ...list(
      say('contains'),
      parts.map((part) => `${partWords[part].file}: ${partWords[part][language]}`),
    ),
    ...list(
      say('missing'),
      missing.map(({ part, failure }) => `${partWords[part].file}: ${sentenceOf(failure, language)}`),
    ),
    ...list(
      say('masked'),
      maskKinds.filter((kind) => masked[kind] > 0).map((kind) => `${maskWords[kind][language]}: ${masked[kind]}`),
    ),
    '',
    say('read'),
  ].join('\n')
}
