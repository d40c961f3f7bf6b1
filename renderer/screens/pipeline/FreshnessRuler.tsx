import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Button as AriaButton, Tooltip, TooltipTrigger } from 'react-aria-components'
import { freshnessBudgetMs } from '../../../contract/pipeline'
import type { Freshness, Latency } from '../../../contract/snapshot'
import { classes } from '../../components/classes'
import { Quantity } from '../../components/Quantity'
import { useFormats } from '../../format/FormatsContext'
import { useNow } from '../../state/useNow'
import type { EdgeState, PipelineState } from './pipelineState'
import './FreshnessRuler.css'

export interface FreshnessRulerProps {
  readonly freshness: Freshness | null
  readonly state: PipelineState
}

const ticks = [0, 1, 2, 3, 4, 5].map((seconds) => ({ seconds, at: (seconds * 1000) / freshnessBudgetMs }))

/** The whole five-second promise as one line, the hops as its segments; while something is broken, the age of what waits. */
export const FreshnessRuler = memo(function FreshnessRuler({ freshness, state }: FreshnessRulerProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const now = useNow(1000)
  const broken = state.cause === null ? null : state.nodes[state.cause]
  const since = broken?.kind === 'broken' ? broken.since : null
  const oldest = oldestWaiting(Object.values(state.edges))
  const ageMs = broken === null ? null : (oldest ?? (since === null ? null : Math.max(0, now - since)))
  const total = freshness?.commitToLeaderboard ?? null
  const shownMs = broken === null ? (total?.p50 ?? null) : ageMs
  const hops = hopsOf(freshness)

  return (
    <section className={classes('ruler', broken !== null && 'ruler-broken')} aria-label={t('ruler.title')}>
      <div className="ruler-headline">
        <p className="ruler-value">{shownMs === null ? '–' : <Quantity parts={formats.latencyParts(shownMs)} />}</p>
        <p className="ruler-label">
          {broken === null
            ? t(total === null ? 'ruler.noSample' : 'ruler.label')
            : t(oldest === null ? 'ruler.noData' : 'ruler.waiting')}
        </p>
      </div>
      <div className="ruler-scale" aria-hidden>
        <div className="ruler-track">
          {broken === null ? (
            hops.map(
              (hop) =>
                hop.ms !== null &&
                // ClickHouse lies beside the way to the leaderboard: a mark, not a segment.
                hop.id !== 'clickhouse' && (
                  <i
                    key={hop.id}
                    className={`ruler-segment hop-${hop.id}`}
                    style={{ inlineSize: `${(hop.ms / freshnessBudgetMs) * 100}%` }}
                  />
                ),
            )
          ) : (
            <i
              className="ruler-segment ruler-segment-broken"
              style={{ inlineSize: `${Math.min(1, (ageMs ?? 0) / freshnessBudgetMs) * 100}%` }}
            />
          )}
        </div>
        {broken === null && total !== null && <Mark kind="p99" ms={total.p99} />}
        {broken === null && freshness?.commitToClickhouse != null && (
          <Mark kind="clickhouse" ms={freshness.commitToClickhouse.p50} />
        )}
        {ticks.map((tick) => (
          <span key={tick.seconds} className="ruler-tick" style={{ insetInlineStart: `${tick.at * 100}%` }}>
            <span>{formats.plain(tick.seconds)}</span>
          </span>
        ))}
      </div>
      <div className="ruler-side">
        <p className="ruler-share">
          {shownMs !== null && t('ruler.share', { share: formats.percent(shownMs / freshnessBudgetMs) })}
        </p>
        <ul className="ruler-legend">
          {hops.map((hop) => (
            <li key={hop.id}>
              <TooltipTrigger delay={200}>
                <AriaButton className="ruler-key">
                  <i className={`ruler-swatch hop-${hop.id}`} />
                  {t(`ruler.hop.${hop.id}`)}
                  <b>{hop.ms === null ? '–' : formats.latency(hop.ms)}</b>
                </AriaButton>
                <Tooltip className="tooltip">
                  {hop.cumulative === null
                    ? t('ruler.noSample')
                    : t('ruler.detail', {
                        count: hop.cumulative.n,
                        p50: formats.latency(hop.cumulative.p50),
                        p99: formats.latency(hop.cumulative.p99),
                        n: formats.count(hop.cumulative.n),
                      })}
                </Tooltip>
              </TooltipTrigger>
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
})

function Mark({ kind, ms }: { readonly kind: 'p99' | 'clickhouse'; readonly ms: number }) {
  const share = Math.min(1, ms / freshnessBudgetMs)
  return <i className={`ruler-mark ruler-mark-${kind}`} style={{ insetInlineStart: `${share * 100}%` }} />
}

interface Hop {
  readonly id: 'capture' | 'enrich' | 'rank' | 'clickhouse'
  /** The hop alone, median; for ClickHouse the whole way from the commit. */
  readonly ms: number | null
  /** From the commit to the end of this hop. */
  readonly cumulative: Latency
}

function hopsOf(freshness: Freshness | null): readonly Hop[] {
  const capture = freshness?.capture ?? null
  const enriched = freshness?.commitToEnriched ?? null
  const ranked = freshness?.commitToLeaderboard ?? null
  const stored = freshness?.commitToClickhouse ?? null
  const between = (later: Latency, earlier: Latency): number | null =>
    later === null || earlier === null ? null : Math.max(0, later.p50 - earlier.p50)
  return [
    { id: 'capture', ms: capture?.p50 ?? null, cumulative: capture },
    { id: 'enrich', ms: between(enriched, capture), cumulative: enriched },
    { id: 'rank', ms: between(ranked, enriched), cumulative: ranked },
    { id: 'clickhouse', ms: stored?.p50 ?? null, cumulative: stored },
  ]
}

function oldestWaiting(edges: readonly EdgeState[]): number | null {
  return edges.reduce<number | null>(
    (oldest, edge) => (edge.ageMs === null ? oldest : Math.max(oldest ?? 0, edge.ageMs)),
    null,
  )
}
