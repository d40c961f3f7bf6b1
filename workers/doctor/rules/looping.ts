/** What the rules of services and of workers share of one that ends and begins again and again, though it is up just now. */
import type { BothLanguages } from '../../../contract/said'

/** One that is up for so long has got over it, in milliseconds. */
const steadyMs = 60_000
const many = 3

interface Life {
  readonly state: string
  readonly recentRestarts: number
  /** Since when it is in this state, in milliseconds since the epoch. */
  readonly since: number
}

export const isLooping = ({ state, recentRestarts, since }: Life, now: number): boolean =>
  state === 'running' && recentRestarts >= many && now - since < steadyMs

/** With the values `restarts` and the one that names it. */
export const loopingSentence = (name: 'service' | 'worker'): BothLanguages => ({
  en: `{{${name}}} ends again and again: {{restarts}} restarts.`,
  ar: `ينتهي {{${name}}} مرة بعد مرة: أُعيد تشغيله {{restarts}} مرات.`,
})

/** The observation of how long it has been up, for the word `young`. */
export const young = ({ since }: Life, now: number) => ({
  word: 'young' as const,
  values: { age: { ms: Math.max(0, now - since) } },
  command: 'npm run marsad -- status',
})
