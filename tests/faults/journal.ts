/** What the writer has asked of Postgres and what it was answered: the truth that everything is held against. */
import { appendFileSync } from 'node:fs'

/**
 * `committed`: Postgres said so. `refused`: it said no, or the connection ended before COMMIT was sent. `unknown`: COMMIT was sent and
 * no answer came.
 */
export type Outcome = 'committed' | 'refused' | 'unknown'

/** An event as it was first inserted: what scores (docs/decisions/0012). */
export interface FirstVersion {
  readonly id: number
  readonly contentId: string | null
  readonly durationMs: number | null
  /** Milliseconds since the epoch. */
  readonly eventMs: number
}

export interface Journal {
  /** Every event whose insertion was asked for, by id. */
  readonly events: ReadonlyMap<number, { readonly first: FirstVersion; readonly outcome: Outcome }>
  /** Events whose deletion was asked for: Postgres itself says whether it was done. */
  readonly deleted: ReadonlySet<number>
  /** How often each kind of statement was asked for. */
  readonly asked: Readonly<Record<string, number>>
  inserted(events: readonly FirstVersion[], outcome: Outcome): void
  deletes(ids: readonly number[], outcome: Outcome): void
  /**
   * An id became another one: the event under it is gone, and the new id stands for none that was inserted. One that was refused may have
   * had it: a Postgres that was killed hands out again what its sequence had not written yet.
   */
  moves(from: number, to: number, outcome: Outcome): void
  counts(kind: string, outcome: Outcome): void
}

/** @param path every entry is also a JSON line of this file. */
export function openJournal(path: string): Journal {
  const events = new Map<number, { first: FirstVersion; outcome: Outcome }>()
  const deleted = new Set<number>()
  const asked: Record<string, number> = {}
  const note = (entry: object): void => appendFileSync(path, `${JSON.stringify({ at: Date.now(), ...entry })}\n`)
  const counts = (kind: string, outcome: Outcome): void => {
    const name = `${kind} ${outcome}`
    asked[name] = (asked[name] ?? 0) + 1
  }
  return {
    events,
    deleted,
    asked,
    counts,
    inserted: (versions, outcome) => {
      for (const first of versions) events.set(first.id, { first, outcome })
      counts('insert', outcome)
      note({ insert: versions, outcome })
    },
    deletes: (ids, outcome) => {
      if (outcome !== 'refused') for (const id of ids) deleted.add(id)
      counts('delete', outcome)
      note({ delete: ids, outcome })
    },
    moves: (from, to, outcome) => {
      if (outcome !== 'refused') {
        deleted.add(from)
        events.delete(to)
      }
      counts('update id', outcome)
      note({ move: from, to, outcome })
    },
  }
}
