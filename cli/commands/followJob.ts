/** Waits for a job of the prover in a running instance, showing how far it is. */
import { setTimeout as delay } from 'node:timers/promises'
import { jobState } from '../../contract/jobState'
import type { ProofJob } from '../../contract/proof'
import { askInstance } from '../../host/control/client'
import type { Terminal } from '../terminal'
import type { Text } from '../text/text'
import { countText } from '../view/figures'
import { createEnding } from './ending'

const lookEveryMs = 250

export interface FollowOptions {
  readonly socket: string
  /** The job's number. */
  readonly job: number
  /** What Ctrl-C asks for. */
  readonly cancel: 'reconcile.cancel' | 'backfill.cancel'
  /** Shown to people; nothing where the answer is for programs. */
  readonly show: { readonly terminal: Terminal; readonly text: Text } | null
}

/**
 * @returns how it ended: `done` or `cancelled`
 * @throws MarsadError what it failed with; `not_running` when the instance ends meanwhile
 */
export async function followJob({ socket, job, cancel, show }: FollowOptions): Promise<'done' | 'cancelled'> {
  const ending = createEnding()
  const cancelling: { asked: boolean; failure: unknown } = { asked: false, failure: null }
  ending.ended
    .then(() => {
      cancelling.asked = true
      return askInstance(socket, cancel, {})
    })
    .catch((thrown: unknown) => {
      cancelling.failure = thrown
    })
  let drawn = false
  try {
    for (;;) {
      if (cancelling.failure !== null) throw toError(cancelling.failure)
      const found = (await askInstance(socket, 'app.snapshot', {})).proof?.job ?? null
      const state = jobState(found, job)
      if (state !== 'running') return state
      if (found !== null && show?.terminal.live === true) {
        drawn = true
        show.terminal.draw(
          `\r\u001B[K${cancelling.asked ? show.text('job.cancelling') : progressText(found, show.text)}`,
        )
      }
      await delay(lookEveryMs)
    }
  } finally {
    if (drawn) show?.terminal.draw('\r\u001B[K')
    ending.close()
  }
}

const toError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)))

function progressText({ stage, done, total }: ProofJob, text: Text): string {
  const name = text(`stage.${stage}`)
  if (total === null || total === 0) return `${name}…`
  return `${name}: ${countText(done)} / ${countText(total)}`
}
