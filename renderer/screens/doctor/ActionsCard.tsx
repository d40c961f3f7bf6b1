import { useTranslation } from 'react-i18next'
import type { Action } from '../../../contract/doctor'
import { sentenceOf } from '../../../contract/messages/message'
import { Card } from '../../components/Card'
import { StateGlyph } from '../../components/StateGlyph'
import { useFormats } from '../../format/FormatsContext'
import { useLanguage } from '../../i18n/useNames'
import { useSay } from '../../components/useSay'

const glyphs = { verified: 'ok', unverified: 'warn', failed: 'fail' } as const

/** What was done, newest first, and whether it helped. */
export function ActionsCard({ actions }: { readonly actions: readonly Action[] }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const language = useLanguage()
  const say = useSay()
  return (
    <Card className="doctor-actions" title={t('doctor.actions')} flush scroll>
      {actions.length === 0 ? (
        <p className="doctor-none muted small">{t('doctor.noActions')}</p>
      ) : (
        <ul className="doctor-done">
          {actions.map((action) => (
            <li key={`${action.at} ${action.finding}`}>
              <StateGlyph state={glyphs[action.outcome]} label={t(`doctor.outcome.${action.outcome}`)} size={16} />
              <div>
                <p>
                  {say(action.summary)} <b>{t(`doctor.outcome.${action.outcome}`)}</b>{' '}
                  <span className="muted small number">
                    {formats.dateTime(action.at)} · {formats.elapsed(action.tookMs)}
                  </span>
                </p>
                <p className="muted small">{say(action.sentence)}</p>
                {action.failure !== null && <p className="small">{sentenceOf(action.failure, language)}</p>}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
