import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConsoleSnapshot, Notice } from '../../../contract/snapshot'
import { Button } from '../../components/Button'
import { Card } from '../../components/Card'
import { EmptyState } from '../../components/EmptyState'
import { FailureNote } from '../../components/FailureNote'
import { StateGlyph } from '../../components/StateGlyph'
import { useFormats } from '../../format/FormatsContext'
import { useNames } from '../../i18n/useNames'
import { useNavigation } from '../../state/navigation'
import { runCommand } from '../../state/runCommand'
import type { CountComparison, Finding, Repair } from './attention'
import './AttentionPanel.css'

export interface AttentionPanelProps {
  readonly findings: readonly Finding[]
  readonly notices: readonly Notice[]
  readonly counts: CountComparison
  readonly snapshot: Pick<ConsoleSnapshot, 'workers'> & { readonly services: number; readonly connector: string | null }
}

/** What is wrong and what to press; when nothing is, what was looked at. Below it the same events counted in four places. */
export const AttentionPanel = memo(function AttentionPanel({
  findings,
  notices,
  counts,
  snapshot,
}: AttentionPanelProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const total = findings.length + notices.length
  const { workers, services, connector } = snapshot
  const checked = [
    t('attention.services', { count: services, n: formats.count(services) }),
    t('attention.workers', { count: workers.length, n: formats.count(workers.length) }),
    ...(connector === null ? [] : [t('attention.connector')]),
  ]
  return (
    <Card
      title={t('attention.title')}
      meta={total === 0 ? undefined : t('attention.count', { count: total, n: formats.count(total) })}
      flush
      className="attention"
    >
      <div className="attention-list" tabIndex={0} role="group" aria-label={t('attention.title')}>
        {findings.map((finding) => (
          <FindingItem key={finding.id} finding={finding} />
        ))}
        {notices.map((notice) => (
          <FailureNote
            key={notice.id}
            failure={notice.failure}
            tone="warn"
            onDismiss={() => void runCommand('notice.dismiss', { id: notice.id })}
          />
        ))}
        {total === 0 && counts.verdict === 'unknown' && (
          <EmptyState
            icon={<StateGlyph state="idle" size={32} />}
            title={t('attention.notYet')}
            body={t('attention.notYetBody')}
          />
        )}
        {total === 0 && counts.verdict !== 'unknown' && (
          <EmptyState
            icon={<StateGlyph state="ok" size={32} />}
            title={t('attention.nothing')}
            body={t('attention.checked', { list: formats.list(checked) })}
          />
        )}
      </div>
      <Counts counts={counts} />
    </Card>
  )
})

function FindingItem({ finding }: { readonly finding: Finding }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { name } = useNames()
  const actions =
    finding.repair === null ? undefined : <RepairButton repair={finding.repair} isFirst={finding.severity === 'fail'} />
  if (finding.kind === 'failure') {
    return <FailureNote failure={finding.failure} log={finding.log} tone={finding.severity} actions={actions} />
  }
  const values = {
    count: finding.count,
    n: formats.count(finding.count),
    part: finding.part === null ? '' : name(finding.part),
  }
  return (
    <div className="failure-note">
      <StateGlyph state={finding.severity} label={t(`glyph.${finding.severity}`)} size={16} />
      <div className="failure-note-text">
        <p className="failure-note-sentence">{t(`fact.${finding.fact}`, values)}</p>
        <p className="failure-note-remedy">{t(`factRemedy.${finding.fact}`, values)}</p>
        {actions !== undefined && <div className="failure-note-actions">{actions}</div>}
      </div>
    </div>
  )
}

function RepairButton({ repair, isFirst }: { readonly repair: Repair; readonly isFirst: boolean }) {
  const { t } = useTranslation()
  const { name } = useNames()
  const go = useNavigation((state) => state.go)
  const variant = isFirst ? 'primary' : 'plain'
  switch (repair.kind) {
    case 'open':
      return (
        <Button size="small" onPress={() => go(repair.screen)}>
          {t('palette.go', { screen: t(`screens.${repair.screen}`) })}
        </Button>
      )
    case 'restart_service':
      return (
        <Button
          size="small"
          variant={variant}
          onPress={() => void runCommand('service.restart', { name: repair.service })}
        >
          {t('action.restartNamed', { name: name(repair.service) })}
        </Button>
      )
    case 'start_service':
      return (
        <Button
          size="small"
          variant={variant}
          onPress={() => void runCommand('service.start', { name: repair.service })}
        >
          {t('action.startNamed', { name: name(repair.service) })}
        </Button>
      )
    case 'restart_worker':
      return (
        <Button
          size="small"
          variant={variant}
          onPress={() => void runCommand('worker.restart', { name: repair.worker })}
        >
          {t('action.restartWorker', { name: name(repair.worker) })}
        </Button>
      )
  }
}

const places = ['postgres', 'flat', 'enriched', 'clickhouse'] as const
const verdictGlyphs = { agree: 'ok', moving: 'ok', waiting: 'warn', differ: 'warn', unknown: 'idle' } as const

function Counts({ counts }: { readonly counts: CountComparison }) {
  const { t } = useTranslation()
  const formats = useFormats()
  return (
    <div className="tally">
      <p className="tally-verdict">
        <StateGlyph state={verdictGlyphs[counts.verdict]} />
        {t(`counts.${counts.verdict}`)}
      </p>
      <dl className="tally-grid">
        {places.map((place) => {
          const value = counts[place]
          return (
            <div key={place}>
              <dt>{t(`counts.place.${place}`)}</dt>
              <dd>{value === null ? '–' : formats.count(value)}</dd>
            </div>
          )
        })}
      </dl>
    </div>
  )
}
