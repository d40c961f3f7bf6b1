import { useTranslation } from 'react-i18next'
import { Button as AriaButton, Tooltip, TooltipTrigger } from 'react-aria-components'
import type { UnreadReason } from '../../contract/unread'
import { useFormats } from '../format/FormatsContext'
import { useNow } from '../state/useNow'
import { useWhyUnread } from './useWhyUnread'
import './Unknown.css'

export interface UnknownProps {
  /** Why it could not be read; null when nothing was read yet. */
  readonly reason: UnreadReason | null
  /** When the last known value was read, epoch ms; null when there is none. */
  readonly lastAt?: number | null
}

/** Unknown is not zero: a dash that tells, on focus or hover and to a screen reader, why and since when. */
export function Unknown({ reason, lastAt = null }: UnknownProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const now = useNow(1000)
  const why = useWhyUnread()(reason)
  const age = lastAt === null ? null : t('unknown.age', { ago: formats.ago(lastAt, now) })
  const sentence = age === null ? why : `${why} ${age}`
  return (
    <TooltipTrigger delay={200}>
      <AriaButton className="unknown" aria-label={sentence}>
        –
      </AriaButton>
      <Tooltip className="tooltip">{sentence}</Tooltip>
    </TooltipTrigger>
  )
}
