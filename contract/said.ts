/** A sentence in both languages with the values in it, so that whoever shows it chooses the language and writes the numbers. */
import { z } from 'zod'
import { failureSchema, type Failure } from './errors'
import { unreadReasonSchema, type UnreadReason } from './unread'

/**
 * A text; a count; a span in milliseconds; a size in bytes; an id of `names.*` in contract/messages; a failure, and why something
 * could not be read, said as elsewhere.
 */
export const saidValueSchema = z.union([
  z.string(),
  z.number(),
  z.object({ ms: z.number() }),
  z.object({ bytes: z.number() }),
  z.object({ name: z.string() }),
  z.object({ failure: failureSchema }),
  z.object({ unread: unreadReasonSchema }),
])
export type SaidValue = z.infer<typeof saidValueSchema>

/** Both languages of a text. `{{name}}` stands for a value. */
export const bothLanguagesSchema = z.object({ en: z.string(), ar: z.string() })
export type BothLanguages = z.infer<typeof bothLanguagesSchema>

export const saidSchema = bothLanguagesSchema.extend({ values: z.record(z.string(), saidValueSchema) })
export type Said = z.infer<typeof saidSchema>

/** How a reader writes numbers and names. */
export interface Figures {
  readonly count: (value: number) => string
  readonly duration: (ms: number) => string
  readonly bytes: (value: number) => string
  readonly name: (id: string) => string
  /** What happened, and what to do. */
  readonly failure: (failure: Failure) => string
  readonly unread: (reason: UnreadReason) => string
}

const leftToRightIsolate = '\u2066'
const popIsolate = '\u2069'

/** The sentence for a reader. In Arabic, texts (names of tables, states, ids) keep their left-to-right order. */
export function sayIn(said: Said, language: 'en' | 'ar', figures: Figures): string {
  return said[language].replace(/\{\{(\w+)\}\}/g, (_all, name: string) => {
    const value = Object.hasOwn(said.values, name) ? said.values[name] : undefined
    if (value === undefined) return '—'
    if (typeof value === 'string') return language === 'ar' ? `${leftToRightIsolate}${value}${popIsolate}` : value
    if (typeof value === 'number') return figures.count(value)
    if ('ms' in value) return figures.duration(value.ms)
    if ('bytes' in value) return figures.bytes(value.bytes)
    if ('unread' in value) return figures.unread(value.unread)
    return 'failure' in value ? figures.failure(value.failure) : figures.name(value.name)
  })
}
