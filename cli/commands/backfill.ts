/** `marsad backfill`: events of Postgres through the pipeline once more, asked of the instance that runs on a data folder. */
import { MarsadError } from '../../contract/errors'
import type { MessageLanguage } from '../../contract/messages/message'
import type { BackfillResult } from '../../contract/proof'
import { askInstance } from '../../host/control/client'
import type { BackfillOptions } from '../program'
import { socketOf } from '../socketOf'
import type { Terminal } from '../terminal'
import { textIn, type Text } from '../text/text'
import { padEnd, padStart } from '../view/columns'
import { countText, secondsText } from '../view/figures'
import { followJob } from './followJob'
import { spanOf } from './spanOf'

/**
 * @returns whether all was done that was asked for
 * @throws MarsadError `not_running`, `bad_request`, or what the job failed with
 */
export async function backfill(
  options: BackfillOptions,
  terminal: Terminal,
  language: MessageLanguage,
): Promise<boolean> {
  const text = textIn(language)
  const socket = await socketOf(options.data)
  const span = spanOf(options, Date.now())
  if (span === null) throw new MarsadError('bad_request', { name: '--from --to' })
  const { job } = await askInstance(socket, 'backfill.start', {
    what: options.resume ? { from: 'position' } : { from: 'span', span, all: options.all, dryRun: options.dryRun },
    eventsPerSecond: options.rate ?? null,
    agreed: options.agree,
  })
  const show = options.json ? null : { terminal, text }
  const ended = await followJob({ socket, job, cancel: 'backfill.cancel', show })
  const { proof } = await askInstance(socket, 'app.snapshot', {})
  const result = proof?.backfill ?? null
  if (result !== null) {
    if (options.json) terminal.print(JSON.stringify(result, null, 2))
    else resultLines(result, ended, text).forEach((line) => terminal.print(line))
  }
  return ended === 'done'
}

function resultLines(result: BackfillResult, ended: 'done' | 'cancelled', text: Text): string[] {
  const { events, selected, gains, written, position, took_ms: tookMs } = result
  const gain = (label: string, value: string): string => `  ${padEnd(label, 24)}${padStart(value, 14)}`
  const plan = [
    text('backfill.plan', { events: countText(events), selected: countText(selected) }),
    gain(text('backfill.gain.flat'), countText(gains.flat)),
    gain(text('column.enriched'), countText(gains.enriched)),
    gain(text('column.clickhouse'), countText(gains.clickhouse)),
    gain(text('backfill.gain.leaderboard'), gains.leaderboard_seconds),
  ]
  if (result.dry_run) return ended === 'done' ? plan : [text('job.cancelled')]
  if (ended === 'done')
    return [
      text('backfill.done', {
        written: countText(written),
        selected: countText(selected),
        seconds: secondsText(tookMs),
      }),
    ]
  return [position === null ? text('backfill.none') : text('backfill.cancelled', { position })]
}
