import { GitCompareArrows, Square, Wrench } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { reasonsText } from '../../../contract/messages/message'
import type { ProofJob, ReconcileResult, RepairResult } from '../../../contract/proof'
import { Button } from '../../components/Button'
import { Card } from '../../components/Card'
import { EmptyState } from '../../components/EmptyState'
import { FailureNote } from '../../components/FailureNote'
import { StateGlyph } from '../../components/StateGlyph'
import { useFormats } from '../../format/FormatsContext'
import { useLanguage } from '../../i18n/useNames'
import { useCommand } from '../../state/useCommand'
import { JobProgress } from './JobProgress'
import { RepairButton } from './RepairButton'
import { SpanChoice } from './SpanChoice'
import { firstDraft, spanOf } from './spanDraft'
import './CompareCard.css'

export interface CompareCardProps {
  readonly job: ProofJob | null
  readonly result: ReconcileResult | null
  readonly repair: RepairResult | null
}

/** Compares every store over a span of events, says in one sentence whether anything is wrong, and repairs it. */
export function CompareCard({ job, result, repair }: CompareCardProps) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState(firstDraft)
  const start = useCommand('reconcile.start')
  const cancel = useCommand('reconcile.cancel')
  const running = job?.state === 'running'
  const own = job !== null && job.kind !== 'backfill' ? job : null
  const compare = (): void => {
    const span = spanOf(draft, Date.now())
    if (span !== null && !running) start.run({ span })
  }
  return (
    <Card
      heading={1}
      title={t('proof.title')}
      meta={t('proof.meta')}
      actions={
        own?.state === 'running' ? (
          <Button icon={<Square size={14} aria-hidden />} isDisabled={cancel.pending} onPress={() => cancel.run({})}>
            {t('proof.cancel')}
          </Button>
        ) : (
          <Button
            variant="primary"
            icon={<GitCompareArrows size={14} aria-hidden />}
            isDisabled={running || start.pending || spanOf(draft, 0) === null}
            onPress={compare}
          >
            {t('proof.compare')}
          </Button>
        )
      }
    >
      <div className="compare">
        <SpanChoice draft={draft} isDisabled={running} onChange={setDraft} onSubmit={compare} />
        {own?.state === 'running' && <JobProgress job={own} />}
        {own?.state === 'failed' && own.failure !== null && <FailureNote failure={own.failure} />}
        {result === null ? (
          own === null && <EmptyState title={t('proof.emptyTitle')} body={t('proof.emptyBody')} />
        ) : (
          <Verdict result={result} repair={repair} busy={running} />
        )}
      </div>
    </Card>
  )
}

interface VerdictProps {
  readonly result: ReconcileResult
  readonly repair: RepairResult | null
  readonly busy: boolean
}

function Verdict({ result, repair, busy }: VerdictProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const formats = useFormats()
  const { lost, doubled, altered, wrong } = result.totals
  const events = result.stores.postgres.count
  const found = [
    [lost, 'lost'],
    [doubled, 'doubled'],
    [altered, 'altered'],
    [wrong, 'wrong'],
  ] as const
  return (
    <div className="verdict" role="status">
      <StateGlyph state={result.ok ? 'ok' : 'fail'} label={t(result.ok ? 'glyph.ok' : 'glyph.fail')} size={32} />
      <div className="verdict-text">
        <p className="verdict-sentence">
          {result.ok
            ? t('proof.allThere', { count: events, n: formats.count(events) })
            : formats.list(
                found
                  .filter(([count]) => count > 0)
                  .map(([count, kind]) => t(`proof.found.${kind}`, { count, n: formats.count(count) })),
              )}
        </p>
        <p className="muted small">
          <SpanText result={result} /> · {t('proof.took', { time: formats.latency(result.took_ms) })}
          {result.behind.length > 0 && (
            <>
              {' '}
              ·{' '}
              {t('proof.behind', { hops: formats.list(result.behind.map((lacks) => reasonsText([lacks], language))) })}
            </>
          )}
        </p>
        {repair !== null && (
          <p className="verdict-repair small">
            <Wrench size={14} aria-hidden />
            {t('proof.repaired', {
              count: repair.mended,
              mended: formats.count(repair.mended),
              written: formats.count(repair.written),
            })}
            {repair.leaderboard_rebuilt && <> {t('proof.rebuilt')}</>}
            {repair.told_again > 0 && (
              <> {t('proof.toldAgain', { count: repair.told_again, n: formats.count(repair.told_again) })}</>
            )}
          </p>
        )}
      </div>
      {lost + altered + wrong > 0 && <RepairButton result={result} isDisabled={busy} />}
    </div>
  )
}

function SpanText({ result }: { readonly result: ReconcileResult }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { ids, from, to } = result
  if (ids !== undefined) return t('proof.ofIds', { first: formats.plain(ids.first), last: formats.plain(ids.last) })
  if (from === null || to === null) return null
  return t('proof.ofTime', { from: formats.dateTime(Date.parse(from)), to: formats.dateTime(Date.parse(to)) })
}
