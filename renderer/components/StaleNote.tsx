import { useTranslation } from 'react-i18next'
import { useFormats } from '../format/FormatsContext'
import { useNow } from '../state/useNow'
import { StateGlyph } from './StateGlyph'
import './StaleNote.css'

export interface StaleNoteProps {
  /** Why nothing newer could be read, in technical words. */
  readonly reason: string
  /** When what is shown was read, epoch ms; null when nothing is shown. */
  readonly lastAt: number | null
}

/** Above values that could not be read anew: why, and how old they are. */
export function StaleNote({ reason, lastAt }: StaleNoteProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const now = useNow(1000)
  return (
    <p className="stale-note">
      <StateGlyph state="idle" />
      <span>
        {lastAt === null
          ? t('reading.stale', { reason })
          : t('reading.staleSince', { reason, ago: formats.ago(lastAt, now) })}
      </span>
    </p>
  )
}
