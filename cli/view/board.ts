/** The live board of a terminal: a snapshot as lines that fit 80×24. Pure; drawing is in liveBoard.ts. */
import { messageCatalogues, nameOf, sentenceOf, type MessageLanguage } from '../../contract/messages/message'
import type { ConsoleSnapshot, GroupLag, PipelineSnapshot, ServiceSnapshot, StartStep } from '../../contract/snapshot'
import { lastKnown } from '../statusOf'
import { textIn, type Text } from '../text/text'
import { cut, padEnd, padStart, widthOf } from './columns'
import { countText, elapsedText, latencyText, rateText, secondsText, unknown } from './figures'
import { shownPhase } from './shownPhase'
import { paintState, paintTitle } from './paint'

export interface BoardStyle {
  readonly language: MessageLanguage
  readonly colour: boolean
  readonly columns: number
  readonly rows: number
}

/** The window that the board shows, in minutes. */
const boardWindow = 10

/** @param now milliseconds since the epoch, for elapsed times */
export function boardLines(snapshot: ConsoleSnapshot, now: number, style: BoardStyle): string[] {
  const text = textIn(style.language)
  const { stack } = snapshot
  const phase = shownPhase(snapshot)
  const state = paintState(phase, text(`phase.${phase}`), style.colour)
  const head = `${paintTitle('Marsad', style.colour)}  ${state}  ${elapsedText(now - stack.since)}  `
  const proved = phase === 'ready' || phase === 'degraded'
  // Two lines are empty unless there is something to say: what goes wrong must not push the figures off the screen.
  const [first = '', second = ''] = noticeLines(snapshot, style)
  const body = proved ? runningLines(snapshot, text, style, [first, second]) : startLines(snapshot, now, text, style)
  const notices = proved ? [] : ['', first, second]
  const lines = [head + cut(stack.dataDir, Math.max(10, style.columns - 40)), ...body, ...notices]
  return [...lines.slice(0, style.rows - 1), text('board.stop')]
}

function startLines(snapshot: ConsoleSnapshot, now: number, text: Text, style: BoardStyle): string[] {
  const { stack } = snapshot
  const serviceIds = new Set<string>(stack.services.map((service) => service.name))
  const services = stack.services.map((service) => serviceLine(service, now, text, style))
  const steps = stack.steps.filter((step) => !serviceIds.has(step.id)).map((step) => stepLine(step, now, text, style))
  return [
    paintTitle(text('board.services'), style.colour),
    ...services,
    '',
    paintTitle(text('board.start'), style.colour),
    ...steps,
  ]
}

function serviceLine(service: ServiceSnapshot, now: number, text: Text, style: BoardStyle): string {
  const name = padEnd(nameOf(service.name, style.language), 14)
  const state = padEnd(paintState(service.state, text(`state.${service.state}`), style.colour), 19)
  const took =
    service.state === 'running' && service.startMs !== null
      ? `${secondsText(service.startMs)} s`
      : service.state === 'starting'
        ? `${secondsText(Math.max(0, now - service.since))} s`
        : ''
  const waits = messageCatalogues[style.language].waits
  const what =
    service.failure !== null
      ? sentenceOf(service.failure, style.language)
      : service.waitingFor === null
        ? ''
        : waits[service.waitingFor]
  return `  ${name}${state}${padStart(String(service.port), 6)}${padStart(took, 9)}  ${cut(what, Math.max(8, style.columns - 54))}`
}

function stepLine(step: StartStep, now: number, text: Text, style: BoardStyle): string {
  const name = padEnd(nameOf(step.id, style.language), 26)
  const state = padEnd(paintState(step.state, text(`state.${step.state}`), style.colour), 19)
  const ms = step.tookMs ?? (step.state === 'running' && step.startedAt !== null ? now - step.startedAt : null)
  return `  ${name}${state}${padStart(ms === null ? '' : `${secondsText(Math.max(0, ms))} s`, 9)}`
}

function runningLines(
  snapshot: ConsoleSnapshot,
  text: Text,
  style: BoardStyle,
  [first, second]: readonly [string, string],
): string[] {
  const { stack, workers, pipeline } = snapshot
  const services = stack.services.map((one) => paintState(one.state, `${one.name} ${one.port}`, style.colour))
  // Who carries nothing has lines of output of its own, where it was asked.
  const carriers = workers.filter(({ name }) => name !== 'prover' && name !== 'doctor' && name !== 'lab')
  const hands = carriers.map(({ state, name, restarts }) =>
    paintState(state, nameOf(name, style.language) + (restarts > 0 ? ` ×${restarts}` : ''), style.colour),
  )
  const figures = pipeline === null ? [text('board.waiting')] : figureLines(pipeline, text)
  return [
    row(services, style.columns),
    row(hands, style.columns),
    first,
    ...figures,
    second,
    ...topLines(pipeline, text, style),
  ]
}

/** Side by side, closer together where they would not fit. */
function row(parts: readonly string[], columns: number): string {
  const wide = parts.join('  ')
  return widthOf(wide) <= columns ? wide : parts.join(' ')
}

function figureLines(pipeline: PipelineSnapshot, text: Text): string[] {
  const tally = lastKnown(pipeline.tally)
  const warehouse = lastKnown(pipeline.clickhouse)
  const postgres = lastKnown(pipeline.postgres)
  const groups = lastKnown(pipeline.groups)
  const rateOf = (rates: readonly (number | null)[]): number | null => rates.at(-1) ?? null
  const { freshness } = pipeline
  const line = (label: string, cells: readonly string[]): string =>
    `${padEnd(label, 12)}${cells.map((cell) => padStart(cell, 12)).join('')}`
  return [
    line('', [
      text('column.postgres'),
      text('column.flat'),
      text('column.enriched'),
      text('column.clickhouse'),
      text('column.leaderboard'),
    ]),
    line(text('board.counts'), [
      countText(postgres?.events),
      countText(tally?.flat),
      countText(tally?.enriched),
      countText(warehouse?.distinct),
      '',
    ]),
    line(text('board.rate'), [
      rateText(postgres?.ratePerSecond),
      rateText(rateOf(pipeline.rates.flat)),
      rateText(rateOf(pipeline.rates.enriched)),
      rateText(warehouse?.ratePerSecond),
      '',
    ]),
    line(text('board.lag'), [
      '',
      '',
      lagText(groups, 'engagement_events.flat', () => true),
      lagText(groups, 'engagement_enriched', (group) => group.startsWith('ch-')),
      lagText(groups, 'engagement_enriched', (group) => !group.startsWith('ch-')),
    ]),
    line('p50/p99 ms', [
      '',
      latencyText(freshness.capture),
      latencyText(freshness.commitToEnriched),
      latencyText(freshness.commitToClickhouse),
      latencyText(freshness.commitToLeaderboard),
    ]),
    `${text('column.errors')} ${countText(warehouse?.errors)}   ${text('column.deadLetters')} ${countText(tally?.deadLetters)}`,
  ]
}

function lagText(
  groups: readonly GroupLag[] | null,
  topic: GroupLag['topic'],
  wanted: (group: string) => boolean,
): string {
  const found = groups?.filter((group) => group.topic === topic && wanted(group.group)) ?? []
  return found.length === 0 ? unknown : countText(found.reduce((sum, group) => sum + group.lag, 0))
}

function topLines(pipeline: PipelineSnapshot | null, text: Text, style: BoardStyle): string[] {
  const board = lastKnown(pipeline?.leaderboards)?.find((one) => one.window === boardWindow)
  const title = paintTitle(text('board.top', { minutes: boardWindow }), style.colour)
  if (board === undefined || board.rows.length === 0) {
    return [title, `  ${text(pipeline === null ? 'board.waiting' : 'board.noEvents')}`]
  }
  // The title stands last: whatever direction it is written in, it moves no column.
  const rows = board.rows.slice(0, 10).map(({ rank, seconds, moved, title: name, contentId }) => {
    const arrow = moved === null ? '＋' : moved > 0 ? `↑${moved}` : moved < 0 ? `↓${-moved}` : ''
    return `${padStart(String(rank), 4)}${padStart(seconds, 14)}  ${padEnd(arrow, 4)}${cut(name ?? contentId, style.columns - 26)}`
  })
  return [title, ...rows]
}

function noticeLines(snapshot: ConsoleSnapshot, style: BoardStyle): string[] {
  const failures = [
    snapshot.stack.failure,
    ...snapshot.workers.map((worker) => worker.failure),
    ...snapshot.notices.map((notice) => notice.failure),
  ].filter((failure) => failure !== null)
  return failures.slice(-2).map((failure) => cut(`! ${sentenceOf(failure, style.language)}`, style.columns))
}
