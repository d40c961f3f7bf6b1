/** `marsad reconcile`: whether every store holds the same events, asked of the instance that runs on a data folder. */
import { MarsadError } from '../../contract/errors'
import { reasonsText, type MessageLanguage } from '../../contract/messages/message'
import type { Difference, ReconcileResult, RepairResult } from '../../contract/proof'
import { askInstance } from '../../host/control/client'
import type { ReconcileOptions } from '../program'
import { socketOf } from '../socketOf'
import type { Terminal } from '../terminal'
import { textIn, type Text } from '../text/text'
import { padEnd, padStart } from '../view/columns'
import { countText, secondsText } from '../view/figures'
import { followJob } from './followJob'
import { spanOf } from './spanOf'

/** Lines of one list that people are shown; --json has more. */
const shownLines = 20

/**
 * @returns whether nothing is wrong, or nothing any more after a repair
 * @throws MarsadError `not_running`, `bad_request`, or what the job failed with
 */
export async function reconcile(
  options: ReconcileOptions,
  terminal: Terminal,
  language: MessageLanguage,
): Promise<boolean> {
  const text = textIn(language)
  const socket = await socketOf(options.data)
  const span = spanOf(options, Date.now())
  if (span === null) throw new MarsadError('bad_request', { name: '--from --to' })
  const show = options.json ? null : { terminal, text }

  const { job } = await askInstance(socket, 'reconcile.start', { span, waitMs: Math.round(options.wait * 1_000) })
  if ((await followJob({ socket, job, cancel: 'reconcile.cancel', show })) === 'cancelled')
    return cancelled(terminal, text)
  const first = (await askInstance(socket, 'reconcile.result', {})).result
  if (first === null) throw new MarsadError('worker_exited', { worker: 'prover' })
  if (!options.repair || first.ok) {
    tell(first, null, options.json, terminal, language)
    return first.ok
  }

  if (!options.json) resultLines(first, language).forEach((line) => terminal.print(line))
  const repairing = await askInstance(socket, 'reconcile.repair', { agreed: options.agree })
  if ((await followJob({ socket, job: repairing.job, cancel: 'reconcile.cancel', show })) === 'cancelled')
    return cancelled(terminal, text)
  const { result, repair } = await askInstance(socket, 'reconcile.result', {})
  if (result === null) throw new MarsadError('worker_exited', { worker: 'prover' })
  tell(result, repair, options.json, terminal, language)
  return result.ok
}

function cancelled(terminal: Terminal, text: Text): false {
  terminal.complain(text('job.cancelled'))
  return false
}

function tell(
  result: ReconcileResult,
  repair: RepairResult | null,
  json: boolean,
  terminal: Terminal,
  language: MessageLanguage,
): void {
  const text = textIn(language)
  if (json) {
    terminal.print(JSON.stringify(repair === null ? result : { ...result, repair }, null, 2))
    return
  }
  const mended =
    repair === null
      ? []
      : [
          text('reconcile.repaired', { written: repair.written, mended: repair.mended }),
          ...(repair.leaderboard_rebuilt ? [text('reconcile.rebuilt')] : []),
          ...(repair.told_again > 0 ? [text('reconcile.toldAgain', { events: countText(repair.told_again) })] : []),
        ]
  ;[...mended, ...resultLines(result, language)].forEach((line) => terminal.print(line))
}

function resultLines(result: ReconcileResult, language: MessageLanguage): string[] {
  const text = textIn(language)
  const { stores, totals, leaderboard, ids } = result
  const span =
    ids === undefined
      ? text('reconcile.span', { from: result.from ?? '', to: result.to ?? '' })
      : text('reconcile.idSpan', { first: ids.first, last: ids.last })
  const count = (label: string, { count: events, from_retention: older }: ReconcileResult['stores']['flat']): string =>
    `  ${padEnd(label, 16)}${padStart(countText(events), 12)}${older === undefined ? '' : `  ${text('reconcile.older', { events: countText(older) })}`}`
  const list = (key: 'lost' | 'doubled' | 'altered', entries: readonly Difference[]): string[] =>
    totals[key] === 0
      ? []
      : [
          `${text(`reconcile.${key}`)}: ${countText(totals[key])}`,
          ...entries
            .slice(0, shownLines)
            .map(({ event_id: id, store, reasons }) => `  ${id}  ${store}: ${reasonsText(reasons, language)}`),
          ...more(totals[key]),
        ]
  const more = (total: number): string[] =>
    total > shownLines ? [`  ${text('reconcile.more', { more: countText(total - shownLines) })}`] : []
  return [
    span,
    count(text('column.postgres'), stores.postgres),
    count(text('column.flat'), stores.flat),
    count(text('column.enriched'), stores.enriched),
    count(text('column.clickhouse'), stores.clickhouse),
    count(text('column.deadLetters'), stores.dead_letters),
    ...list('lost', result.lost),
    ...list('doubled', result.doubled),
    ...list('altered', result.altered),
    text('reconcile.scores', { checked: countText(leaderboard.checked), wrong: countText(totals.wrong) }),
    ...leaderboard.wrong
      .slice(0, shownLines)
      .map(({ minute, content_id: id, expected, actual }) => `  ${minute}  ${id}  ${actual} ≠ ${expected}`),
    ...more(leaderboard.wrong.length),
    ...result.behind.map((lacks) => text('reconcile.behind', { hop: reasonsText([lacks], language) })),
    text(result.ok ? 'reconcile.ok' : 'reconcile.wrong', { seconds: secondsText(result.took_ms) }),
  ]
}
