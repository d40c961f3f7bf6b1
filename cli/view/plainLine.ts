/** One line of a run whose output is no terminal: made once a second. */
import { messageCatalogues, nameOf, type MessageLanguage } from '../../contract/messages/message'
import type { ConsoleSnapshot } from '../../contract/snapshot'
import { lastKnown } from '../statusOf'
import { textIn } from '../text/text'
import { shownPhase } from './shownPhase'
import { countText, elapsedText, latencyText, rateText } from './figures'

/** The window of the top 10, in minutes. */
const plainWindow = 10

/** @param now milliseconds since the epoch */
export function plainLine(snapshot: ConsoleSnapshot, now: number, language: MessageLanguage): string {
  const text = textIn(language)
  const { stack, pipeline } = snapshot
  const phase = shownPhase(snapshot)
  const time = new Date(now).toISOString().slice(11, 19)
  const head = `${time} ${text(`phase.${phase}`)} ${elapsedText(now - stack.since)}`
  if (phase !== 'ready' && phase !== 'degraded') {
    const waits = messageCatalogues[language].waits
    const services = stack.services.map((service) => {
      const wait = service.waitingFor === null ? '' : ` (${waits[service.waitingFor]})`
      return `${nameOf(service.name, language)} ${text(`state.${service.state}`)}${wait}`
    })
    const step = stack.steps.find((one) => one.state === 'running' && !stack.services.some((s) => s.name === one.id))
    return [head, ...services, ...(step === undefined ? [] : [nameOf(step.id, language)])].join(' | ')
  }
  if (pipeline === null) return `${head} | ${text('board.waiting')}`
  const tally = lastKnown(pipeline.tally)
  const warehouse = lastKnown(pipeline.clickhouse)
  const lag = lastKnown(pipeline.groups)?.reduce((sum, group) => sum + group.lag, 0)
  const top = lastKnown(pipeline.leaderboards)?.find((board) => board.window === plainWindow)?.rows ?? []
  return [
    head,
    `${text('column.postgres')} ${countText(lastKnown(pipeline.postgres)?.events)}`,
    `${text('column.flat')} ${countText(tally?.flat)}`,
    `${text('column.enriched')} ${countText(tally?.enriched)}`,
    `${text('column.clickhouse')} ${countText(warehouse?.distinct)}`,
    `${rateText(pipeline.rates.enriched.at(-1))} ${text('board.rate')}`,
    `${text('board.lag')} ${countText(lag)}`,
    `${text('column.leaderboard')} ${latencyText(pipeline.freshness.commitToLeaderboard)} ms`,
    ...top.slice(0, 10).map((row) => `#${row.rank} ${row.title ?? row.contentId} ${row.seconds} s`),
  ].join(' | ')
}
