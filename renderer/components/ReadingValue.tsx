import type { ReactNode } from 'react'
import type { Reading } from '../../contract/snapshot'
import { Unknown } from './Unknown'

/** A reading's value drawn by `children`, or the dash that says why it is not known. Undefined: nothing has been read. */
export function ReadingValue<T>({
  reading,
  children,
}: {
  readonly reading: Reading<T> | undefined
  readonly children: (value: T) => ReactNode
}) {
  if (reading === undefined) return <Unknown reason={null} />
  if (reading.state === 'known') return children(reading.value)
  return <Unknown reason={reading.reason} lastAt={reading.last?.at ?? null} />
}
