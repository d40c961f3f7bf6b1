import type { ServiceState, StackPhase, StartStep, WorkerSnapshot } from '../../contract/snapshot'

export type PartState = ServiceState | StackPhase | WorkerSnapshot['state'] | StartStep['state']
type Tone = 'good' | 'busy' | 'bad' | 'quiet'

const toneOf: Record<PartState, Tone> = {
  running: 'good',
  ready: 'good',
  done: 'good',
  partial: 'busy',
  starting: 'busy',
  stopping: 'busy',
  backoff: 'bad',
  degraded: 'bad',
  failed: 'bad',
  stopped: 'quiet',
  pending: 'quiet',
}
const shape: Record<Tone, string> = { good: '●', busy: '◐', bad: '✖', quiet: '○' }
const code: Record<Tone, number> = { good: 32, busy: 33, bad: 31, quiet: 2 }

/** A state as shape and word, in colour where the terminal has it: never by colour alone. */
export function paintState(state: PartState, word: string, colour: boolean): string {
  const tone = toneOf[state]
  const text = word === '' ? shape[tone] : `${shape[tone]} ${word}`
  return colour ? `\u001b[${code[tone]}m${text}\u001b[0m` : text
}

export function paintTitle(text: string, colour: boolean): string {
  return colour ? `\u001b[1m${text}\u001b[0m` : text
}
