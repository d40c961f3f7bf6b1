import { useTranslation } from 'react-i18next'
import type { Failure } from '../../contract/errors'
import { sentenceOf } from '../../contract/messages/message'
import type { UnreadReason } from '../../contract/unread'
import { useFormats } from '../format/FormatsContext'
import { useLanguage } from '../i18n/useNames'
import { useNow } from '../state/useNow'
import { StateGlyph } from './StateGlyph'
import { useWhyUnread } from './useWhyUnread'
import './StaleNote.css'

export interface StaleNoteProps {
  /** Why nothing newer could be read; a failure has a sentence of its own. */
  readonly reason: UnreadReason | Failure
  /** When what is shown was read, epoch ms; null when nothing is shown. */
  readonly lastAt: number | null
}

/** Above values that could not be read anew: why, and how old they are. */
export function StaleNote({ reason, lastAt }: StaleNoteProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const language = useLanguage()
  const why = useWhyUnread()
  const now = useNow(1000)
  return (
    <p className="stale-note">
      <StateGlyph state="idle" />
      <span>
        {typeof reason !== 'string' && 'code' in reason ? sentenceOf(reason, language) : why(reason)}
        {lastAt !== null && ` ${t('reading.outdated', { ago: formats.ago(lastAt, now) })}`}
      </span>
    </p>
  )
}
