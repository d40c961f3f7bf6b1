import { z } from 'zod'
import type { LogLevel } from '../../contract/commands'
import { pause } from '../../common/pause'
import type { Audience } from './audience'
import type { EventStore } from './eventStore'
import { sampleContent } from './sampleContent'

/** Writes batches of events and does not give up: Postgres may be away for as long as it likes. */
export interface Writer {
  /** Resolves when there is content to write about; false when aborted before. */
  prepare(signal: AbortSignal): Promise<boolean>
  /** Commits exactly `count` new events; null when aborted before they were known to be committed. */
  write(count: number, signal: AbortSignal): Promise<{ firstId: number; lastId: number } | null>
  /** Events known to be committed since this process started. */
  inserted(): number
  /** Why it waits now; null when the latest write went well. */
  lastError(): string | null
}

const retryAfterMs = 500
/** New contents join the audience after at most this long. */
const contentsEveryMs = 15_000
/** foreign_key_violation: a content was deleted after it was read. */
const foreignKeyViolation = '23503'
const sqlStateSchema = z.object({ code: z.string() })

function sqlState(thrown: unknown): string | null {
  const parsed = sqlStateSchema.safeParse(thrown)
  return parsed.success ? parsed.data.code : null
}

/** @param log told once when writing stops and once when it goes on */
export function createWriter(
  store: EventStore,
  audience: Audience,
  log: (level: LogLevel, text: string) => void,
): Writer {
  let inserted = 0
  let lastError: string | null = null
  let contentsAt = Number.NEGATIVE_INFINITY
  let prepared = false

  const failed = (text: string): void => {
    if (lastError === null) log('warn', `generator waits: ${text}`)
    lastError = text
  }
  const succeeded = (): void => {
    if (lastError !== null) log('info', 'generator goes on')
    lastError = null
  }

  /** Runs `work` until it succeeds; null when aborted. */
  const insist = async <T>(work: () => Promise<T>, signal: AbortSignal): Promise<{ value: T } | null> => {
    while (!signal.aborted) {
      try {
        const value = await work()
        succeeded()
        return { value }
      } catch (thrown) {
        failed(thrown instanceof Error ? thrown.message || thrown.name : String(thrown))
        await pause(retryAfterMs, signal)
      }
    }
    return null
  }

  const refreshContents = async (): Promise<void> => {
    audience.setContents(await store.readContent())
    contentsAt = performance.now()
    if (audience.isEmpty()) throw new Error('the table content is empty')
  }

  const prepare = async (signal: AbortSignal): Promise<boolean> => {
    const ready = await insist(async () => {
      // Samples are offered once: who deletes all content later does not want them back.
      if (!prepared) await store.insertSampleContent(sampleContent)
      prepared = true
      if (audience.isEmpty() || performance.now() - contentsAt > contentsEveryMs) await refreshContents()
    }, signal)
    return ready !== null
  }

  /** Inserts under `ids`; events about a content that is gone are replaced by others. */
  const insertUnder = async (ids: readonly number[]): Promise<void> => {
    if (audience.isEmpty()) await refreshContents()
    try {
      await store.insert(ids, audience.next(ids.length, Date.now()))
    } catch (thrown) {
      if (sqlState(thrown) !== foreignKeyViolation) throw thrown
      await refreshContents()
      await store.insert(ids, audience.next(ids.length, Date.now()))
    }
  }

  return {
    prepare,
    write: async (count, signal) => {
      if (!(await prepare(signal))) return null
      const reserved = await insist(() => store.reserveIds(count), signal)
      if (reserved === null) return null
      const ids = reserved.value
      const firstId = ids.at(0)
      const lastId = ids.at(-1)
      if (firstId === undefined || lastId === undefined) return null
      if ((await insist(() => insertUnder(ids), signal)) === null) return null
      inserted += ids.length
      return { firstId, lastId }
    },
    inserted: () => inserted,
    lastError: () => lastError,
  }
}
