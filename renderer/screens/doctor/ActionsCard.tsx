import { useTranslation } from 'react-i18next'
import { canUndo, type Action } from '../../../contract/doctor'
import { sentenceOf } from '../../../contract/messages/message'
import { Card } from '../../components/Card'
import { StateGlyph } from '../../components/StateGlyph'
import { useFormats } from '../../format/FormatsContext'
import { useLanguage } from '../../i18n/useNames'
import { useSay } from '../../components/useSay'
import { UndoButton } from './UndoButton'

const glyphs = { verified: 'ok', unverified: 'warn', failed: 'fail' } as const

/** What was done, newest first, whether it helped, and how it is taken back. @param isBusy a fix is under way */
export function ActionsCard({ actions, isBusy }: { readonly actions: readonly Action[]; readonly isBusy: boolean }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const language = useLanguage()
  const say = useSay()
  const became = ({ outcome, undoes }: Action): string =>
    undoes === null ? t(`doctor.outcome.${outcome}`) : t(`doctor.undone.${outcome}`)
  return (
    <Card className="doctor-actions" title={t('doctor.actions')} flush scroll>
      {actions.length === 0 ? (
        <p className="doctor-none muted small">{t('doctor.noActions')}</p>
      ) : (
        <ul className="doctor-done">
          {actions.map((action) => (
            <li key={`${action.at} ${action.finding}`}>
              <StateGlyph state={glyphs[action.outcome]} label={became(action)} size={16} />
              <div>
                <p>
                  {say(action.summary)} <b>{became(action)}</b>{' '}
                  <span className="muted small number">
                    {formats.dateTime(action.at)} · {formats.elapsed(action.tookMs)}
                  </span>
                </p>
                <p className="muted small">{say(action.sentence)}</p>
                {action.failure !== null && <p className="small">{sentenceOf(action.failure, language)}</p>}
              </div>
              {action.undo !== null && canUndo(action, actions) && (
                <UndoButton at={action.at} summary={action.undo.summary} isBusy={isBusy} />
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
