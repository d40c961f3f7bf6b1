import type { Reading } from './snapshot'

/** The value of a reading; null while it is not known. */
export function known<T>(reading: Reading<T> | undefined): T | null {
  return reading?.state === 'known' ? reading.value : null
}
