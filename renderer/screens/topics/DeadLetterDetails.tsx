import { Undo2 } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { DialogTrigger } from 'react-aria-components'
import type { TopicMessage } from '../../../contract/commands'
import { Button } from '../../components/Button'
import { Id } from '../../components/Id'
import { shorten } from '../../format/shorten'
import { visibleControls } from '../../format/visibleControls'
import { deadLetterOf } from './deadLetterOf'
import { ResendDialog } from './ResendDialog'
import './DeadLetterDetails.css'

/** A record of the topic may come from any program: a longer detail is none of the enricher's. */
const mostDetail = 1_000

/** Why a record could not be enriched, where it stood, and the way back. */
export function DeadLetterDetails({ message }: { readonly message: TopicMessage }) {
  const { t } = useTranslation()
  const read = useMemo(() => deadLetterOf(message.value), [message.value])
  if (read === null) return null
  const { letter, text } = read
  return (
    <div className="dead-letter">
      <p className="dead-letter-text">
        <b>{t(`topics.deadLetter.reason.${letter.reason}`)}</b>{' '}
        <bdi dir="ltr">{visibleControls(shorten(letter.detail, mostDetail).text)}</bdi>
        <br />
        <span className="muted small">
          {t('topics.deadLetter.stood')} <Id>{`${letter.topic}/${letter.partition} @ ${letter.offset}`}</Id>
        </span>
      </p>
      <DialogTrigger>
        <Button size="small" icon={<Undo2 size={14} aria-hidden />}>
          {t('topics.deadLetter.sendBack')}
        </Button>
        <ResendDialog partition={message.partition} offset={message.offset} initial={text ?? ''} />
      </DialogTrigger>
    </div>
  )
}
