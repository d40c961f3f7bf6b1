/** What the enricher knows of each content: two facts and no more, so that memory is bounded by the number of contents. */
import { contentChangeSchema, type ContentType } from '../../contract/pipeline'

export interface ContentFacts {
  readonly contentType: ContentType | null
  readonly lengthSeconds: number | null
}

/** What a record of content.flat did to the table. */
export type ContentApplied =
  | { readonly kind: 'known'; readonly contentId: string }
  | { readonly kind: 'removed'; readonly contentId: string }
  | { readonly kind: 'invalid'; readonly detail: string }

export interface ContentTable {
  get(contentId: string): ContentFacts | undefined
  readonly size: number
  /** Applies one record of content.flat: its key (a JSON string) and its value, null for a tombstone. */
  apply(record: { readonly key: Buffer | null; readonly value: Buffer | null }): ContentApplied
}

export function createContentTable(): ContentTable {
  const table = new Map<string, ContentFacts>()

  const remove = (contentId: string): ContentApplied => {
    table.delete(contentId)
    return { kind: 'removed', contentId }
  }

  return {
    get: (contentId) => table.get(contentId),
    get size() {
      return table.size
    },
    apply: ({ key, value }) => {
      if (value === null) {
        const contentId = key === null ? '' : parseJson(key)
        return typeof contentId === 'string' && contentId !== ''
          ? remove(contentId)
          : { kind: 'invalid', detail: 'a tombstone whose key is no JSON string' }
      }
      const parsed = contentChangeSchema.safeParse(parseJson(value))
      if (!parsed.success) {
        const detail = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
        return { kind: 'invalid', detail }
      }
      const { id, __op, content_type: contentType, length_seconds: lengthSeconds } = parsed.data
      if (__op === 'd') return remove(id)
      table.set(id, { contentType, lengthSeconds })
      return { kind: 'known', contentId: id }
    },
  }
}

/** JSON, or undefined where it is none: the schema then says what is missing. */
function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
