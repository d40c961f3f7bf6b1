import { useTranslation } from 'react-i18next'
import type { Failure } from '../../contract/errors'
import { sentenceOf } from '../../contract/messages/message'
import { useFormats } from '../format/FormatsContext'
import { useLanguage } from '../i18n/useNames'
import { useNow } from '../state/useNow'
import { StateGlyph } from './StateGlyph'
import './StaleNote.css'

export interface StaleNoteProps {
  /** Why nothing newer could be read: technical words, or a failure with a sentence of its own. */
  readonly reason: string | Failure
  /** When what is shown was read, epoch ms; null when nothing is shown. */
  readonly lastAt: number | null
}

/** Above values that could not be read anew: why, and how old they are. */
export function StaleNote({ reason, lastAt }: StaleNoteProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const language = useLanguage()
  const now = useNow(1000)
  return (
    <p className="stale-note">
      <StateGlyph state="idle" />
      <span>
        {typeof reason === 'string' ? t('reading.stale', { reason }) : sentenceOf(reason, language)}
        {lastAt !== null && ` ${t('reading.outdated', { ago: formats.ago(lastAt, now) })}`}
      </span>
    </p>
  )
}
