import { DatabaseBackup, Square } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BackfillResult, ProofJob } from '../../../contract/proof'
import { Button } from '../../components/Button'
import { Card } from '../../components/Card'
import { FailureNote } from '../../components/FailureNote'
import { isolateLtr } from '../../format/bidi'
import { useFormats } from '../../format/FormatsContext'
import { useSnapshot } from '../../state/consoleStore'
import { useCommand } from '../../state/useCommand'
import { JobProgress } from './JobProgress'
import { SpanChoice } from './SpanChoice'
import { firstDraft, spanOf } from './spanDraft'
import './BackfillCard.css'

export interface BackfillCardProps {
  readonly job: ProofJob | null
  readonly result: BackfillResult | null
  readonly resumable: { readonly position: number; readonly last: number } | null
}

/** Brings events of Postgres through the pipeline once more: first what it would bring, then the run, which can be cancelled and taken up again. */
export function BackfillCard({ job, result, resumable }: BackfillCardProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const [draft, setDraft] = useState(firstDraft)
  const start = useCommand('backfill.start')
  const cancel = useCommand('backfill.cancel')
  // A run over services of others needs words that a terminal has room for: docs/reconcile.md.
  const isRemote = useSnapshot((snapshot) => snapshot.stack.kind) === 'remote'
  const running = job?.state === 'running'
  const own = job?.kind === 'backfill' ? job : null
  const blocked = running || start.pending || spanOf(draft, 0) === null
  const run = (dryRun: boolean): void => {
    const span = spanOf(draft, Date.now())
    if (span === null || running) return
    start.run({ what: { from: 'span', span, all: false, dryRun }, eventsPerSecond: null, agreed: false })
  }
  return (
    <Card
      className="backfill"
      title={t('proof.backfill.title')}
      meta={t('proof.backfill.meta')}
      actions={
        own?.state === 'running' ? (
          <Button
            size="small"
            icon={<Square size={14} aria-hidden />}
            isDisabled={cancel.pending}
            onPress={() => cancel.run({})}
          >
            {t('proof.cancel')}
          </Button>
        ) : (
          <>
            {resumable !== null && !isRemote && (
              <Button
                size="small"
                isDisabled={running || start.pending}
                onPress={() => start.run({ what: { from: 'position' }, eventsPerSecond: null, agreed: false })}
              >
                {t('proof.backfill.resume', { position: formats.plain(resumable.position) })}
              </Button>
            )}
            <Button size="small" isDisabled={blocked} onPress={() => run(true)}>
              {t('proof.backfill.dryRun')}
            </Button>
            {!isRemote && (
              <Button
                size="small"
                icon={<DatabaseBackup size={14} aria-hidden />}
                isDisabled={blocked}
                onPress={() => run(false)}
              >
                {t('proof.backfill.run')}
              </Button>
            )}
          </>
        )
      }
    >
      <div className="backfill-body">
        <SpanChoice draft={draft} isDisabled={running} onChange={setDraft} onSubmit={() => run(true)} />
        {isRemote && <p className="muted small">{t('proof.backfill.remote')}</p>}
        {own?.state === 'running' && <JobProgress job={own} />}
        {own?.state === 'failed' && own.failure !== null && <FailureNote failure={own.failure} />}
        {result !== null && <Gains result={result} />}
      </div>
    </Card>
  )
}

/** The sign stays before its number. */
const gained = (value: string): string => isolateLtr(`+${value}`)

function Gains({ result }: { readonly result: BackfillResult }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { gains, selected, events, written, dry_run: dryRun } = result
  const parts = [
    ['flat', formats.count(gains.flat)],
    ['enriched', formats.count(gains.enriched)],
    ['clickhouse', formats.count(gains.clickhouse)],
  ] as const
  return (
    <div className="backfill-gains" role="status">
      <p>
        {dryRun
          ? t('proof.backfill.would', { count: selected, n: formats.count(selected), all: formats.count(events) })
          : t('proof.backfill.did', { count: written, n: formats.count(written), all: formats.count(selected) })}
      </p>
      <dl className="backfill-list">
        {parts.map(([store, value]) => (
          <div key={store}>
            <dt className="muted small">{t(`proof.store.${store}`)}</dt>
            <dd className="number">{gained(value)}</dd>
          </div>
        ))}
        <div>
          <dt className="muted small">{t('proof.backfill.leaderboard')}</dt>
          <dd className="number">
            {t('proof.backfill.seconds', { n: gained(formats.cents(gains.leaderboard_seconds)) })}
          </dd>
        </div>
      </dl>
    </div>
  )
}
