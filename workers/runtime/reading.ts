import type { Reading } from '../../contract/snapshot'
import { notYet, type UnreadReason } from '../../contract/unread'

/** The latest of one value, known or not. */
export interface ReadingHolder<T> {
  get(): Reading<T>
  known(value: T, at: number): void
  /** Keeps what was known before. */
  unknown(reason: UnreadReason): void
  /** Grows when what a person would see has changed; a newer `at` alone is no change. */
  revision(): number
}

/** Starts as unknown because nothing has been read yet. */
export function holdReading<T>(): ReadingHolder<T> {
  let reading: Reading<T> = { state: 'unknown', reason: notYet, last: null }
  let shown = ''
  let revision = 0
  const show = (next: string): void => {
    if (next !== shown) revision += 1
    shown = next
  }
  return {
    get: () => reading,
    known: (value, at) => {
      reading = { state: 'known', value, at }
      show(JSON.stringify(value))
    },
    unknown: (reason) => {
      const last = reading.state === 'known' ? { value: reading.value, at: reading.at } : reading.last
      reading = { state: 'unknown', reason, last }
      show(`unknown ${JSON.stringify(reason)}`)
    },
    revision: () => revision,
  }
}
