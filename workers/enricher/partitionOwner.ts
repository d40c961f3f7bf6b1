/** Owns one input partition until released, taking it again after every failure. States: ownerState.ts. */
import { failureLine, isFenced } from '../kafka/session/kafkaFailure'
import { pause, retryDelayMs } from '../../common/pause'
import { nextOwnerState, type OwnerEvent, type OwnerState } from './ownerState'
import { takePartition, type PartitionSession, type SessionOptions } from './partitionSession'

export interface PartitionOwner {
  readonly partition: number
  state(): OwnerState
  /** The group has confirmed that the partition is this member's. */
  confirm(): void
  contentKnown(contentId: string): void
  /** Finishes the transaction under way and lets the partition go. */
  release(): Promise<void>
}

/**
 * @param ready resolves when the content table is loaded: no event is joined before.
 */
export function ownPartition(options: SessionOptions, ready: Promise<void>): PartitionOwner {
  const { partition, counters, log } = options
  const released = new AbortController()
  const ended = new Promise<void>((resolve) => {
    released.signal.addEventListener('abort', () => resolve(), { once: true })
  })
  let state: OwnerState = { kind: 'taking', failures: 0 }
  let session: PartitionSession | undefined
  /** Cuts short the wait of the present state. */
  let moved = new AbortController()

  const happen = (event: OwnerEvent): void => {
    const before = state
    state = nextOwnerState(before, event)
    if (state === before) return
    moved.abort()
    moved = new AbortController()
  }

  const hold = async (): Promise<void> => {
    await Promise.race([ready, ended])
    if (released.signal.aborted) return
    session = await takePartition(options)
    try {
      happen({ kind: 'taken' })
      await session.run(released.signal)
    } finally {
      session.close()
      session = undefined
    }
  }

  const live = async (): Promise<void> => {
    for (;;) {
      switch (state.kind) {
        case 'released':
          return
        case 'waiting':
          await pause(retryDelayMs(state.failures), AbortSignal.any([moved.signal, released.signal]))
          happen({ kind: 'waited' })
          break
        case 'fenced':
          await pause(60_000, AbortSignal.any([moved.signal, released.signal]))
          break
        case 'taking':
        case 'running':
          try {
            await hold()
          } catch (thrown) {
            if (released.signal.aborted) return
            const wasRunning = isRunning(state)
            if (wasRunning) counters.aborts += 1
            const fenced = isFenced(thrown)
            const reason = failureLine(thrown)
            if (wasRunning || (state.kind === 'taking' && state.failures === 0)) {
              log('warn', `partition ${partition}: ${fenced ? 'fenced' : 'given up'}, to be taken again: ${reason}`)
            }
            happen({ kind: 'failed', fenced, reason })
          }
      }
    }
  }
  const living = live()

  return {
    partition,
    state: () => state,
    confirm: () => happen({ kind: 'confirmed' }),
    contentKnown: (contentId) => session?.contentKnown(contentId),
    release: () => {
      happen({ kind: 'release' })
      released.abort()
      return living
    },
  }
}

function isRunning(state: OwnerState): boolean {
  return state.kind === 'running'
}
