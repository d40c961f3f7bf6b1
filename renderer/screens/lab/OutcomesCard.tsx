import { useTranslation } from 'react-i18next'
import { sentenceOf } from '../../../contract/messages/message'
import type { FaultOutcome, OfferedFault } from '../../../contract/lab'
import { Card } from '../../components/Card'
import { StateGlyph } from '../../components/StateGlyph'
import { useSay } from '../../components/useSay'
import { useFormats } from '../../format/FormatsContext'
import { useLanguage } from '../../i18n/useNames'
import { NamedWords } from './NamedWords'
import { verdictOf } from './verdictOf'

const glyphs = { clean: 'ok', unproved: 'warn', bad: 'fail' } as const

export interface OutcomesCardProps {
  readonly outcomes: readonly FaultOutcome[]
  readonly faults: readonly OfferedFault[]
}

/** What came of each fault, newest first: named when, healed, and what was lost and doubled. */
export function OutcomesCard({ outcomes, faults }: OutcomesCardProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const language = useLanguage()
  const say = useSay()
  return (
    <Card className="lab-outcomes" title={t('lab.outcomes')} flush scroll>
      {outcomes.length === 0 ? (
        <p className="lab-none muted small">{t('lab.noOutcomes')}</p>
      ) : (
        <ul>
          {outcomes.map((outcome) => {
            const { startedAt, fault, title, named, recoveredMs, reconciliation, failure } = outcome
            const verdict = verdictOf(outcome)
            return (
              <li key={startedAt} className="lab-outcome">
                <StateGlyph state={glyphs[verdict]} label={t(`lab.verdict.${verdict}`)} size={16} />
                <div className="lab-fault-words">
                  <p>
                    <b>{say(title)}</b> <span className="muted small number">{formats.dateTime(startedAt)}</span>
                  </p>
                  <p className="small">
                    <NamedWords named={named} fault={faults.find(({ id }) => id === fault)} isOver />
                  </p>
                  <p className="small number">
                    {recoveredMs === null
                      ? t('lab.notWell')
                      : t('lab.wellAfter', { time: formats.elapsed(recoveredMs) })}{' '}
                    {reconciliation === null
                      ? t('lab.notCompared')
                      : t('lab.compared', {
                          events: formats.count(reconciliation.events),
                          lost: formats.count(reconciliation.lost),
                          doubled: formats.count(reconciliation.doubled),
                        })}
                  </p>
                  {failure !== null && <p className="small">{sentenceOf(failure, language)}</p>}
                </div>
              </li>
            )
          })}
        </ul>
      )}
    </Card>
  )
}
