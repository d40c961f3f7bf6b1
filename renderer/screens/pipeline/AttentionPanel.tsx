import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { DoctorSnapshot } from '../../../contract/doctor'
import type { ConsoleSnapshot, Notice } from '../../../contract/snapshot'
import { Button } from '../../components/Button'
import { Card } from '../../components/Card'
import { EmptyState } from '../../components/EmptyState'
import { FailureNote } from '../../components/FailureNote'
import { RestartDoctorButton } from '../../components/RestartDoctorButton'
import { StateGlyph } from '../../components/StateGlyph'
import { useFormats } from '../../format/FormatsContext'
import { useNavigation } from '../../state/navigation'
import { runCommand } from '../../state/runCommand'
import type { Attention, CountComparison, Fact } from './attention'
import { FindingNote } from './FindingNote'
import './AttentionPanel.css'

export interface AttentionPanelProps {
  readonly attention: Attention
  /** The doctor's fix under way. */
  readonly fixing: DoctorSnapshot['fixing']
  readonly notices: readonly Notice[]
  /** Whether the map shows a broken part. */
  readonly isBroken: boolean
  readonly counts: CountComparison
  readonly snapshot: Pick<ConsoleSnapshot, 'workers'> & { readonly services: number; readonly connector: string | null }
}

const emptyGlyphs = { looking: 'warn', nothing: 'ok', notYet: 'idle' } as const

/** What is wrong and what to press; when nothing is, what was looked at. Below it the same events counted in four places. */
export const AttentionPanel = memo(function AttentionPanel({
  attention: { findings, facts },
  fixing,
  notices,
  isBroken,
  counts,
  snapshot,
}: AttentionPanelProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const total = (findings?.length ?? 0) + facts.length + notices.length
  const isKnown = findings !== null && counts.verdict !== 'unknown'
  const empty = isBroken ? 'looking' : isKnown ? 'nothing' : 'notYet'
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
        {findings?.map((finding) => (
          <FindingNote key={finding.id} finding={finding} fixing={fixing} />
        ))}
        {facts.map((fact) => (
          <FactItem key={fact.id} fact={fact} />
        ))}
        {notices.map((notice) => (
          <FailureNote
            key={notice.id}
            failure={notice.failure}
            tone="warn"
            onDismiss={() => void runCommand('notice.dismiss', { id: notice.id })}
          />
        ))}
        {total === 0 && (
          <EmptyState
            icon={<StateGlyph state={emptyGlyphs[empty]} size={32} />}
            title={t(`attention.${empty}`)}
            body={
              empty === 'nothing'
                ? t('attention.checked', { list: formats.list(checked) })
                : t(`attention.${empty}Body`)
            }
          />
        )}
      </div>
      <Counts counts={counts} />
    </Card>
  )
})

function FactItem({ fact: { id, severity, count, screen } }: { readonly fact: Fact }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const go = useNavigation((state) => state.go)
  const values = { count, n: formats.count(count) }
  return (
    <div className="failure-note">
      <StateGlyph state={severity} label={t(`glyph.${severity}`)} size={16} />
      <div className="failure-note-text">
        <p className="failure-note-sentence">{t(`fact.${id}`, values)}</p>
        <p className="failure-note-remedy">{t(`factRemedy.${id}`, values)}</p>
        <div className="failure-note-actions">
          {screen === null ? (
            <RestartDoctorButton />
          ) : (
            <Button size="small" onPress={() => go(screen)}>
              {t('palette.go', { screen: t(`screens.${screen}`) })}
            </Button>
          )}
        </div>
      </div>
    </div>
  )
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
