import { X } from 'lucide-react'
import { useId, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { TopicMessage } from '../../../contract/commands'
import { topics } from '../../../contract/pipeline'
import { Button } from '../../components/Button'
import { CopyButton } from '../../components/CopyButton'
import { Highlight } from '../../components/Highlight'
import { Id } from '../../components/Id'
import { useFormats } from '../../format/FormatsContext'
import { shorten } from '../../format/shorten'
import { visibleControls } from '../../format/visibleControls'
import { DeadLetterDetails } from './DeadLetterDetails'
import { formatJson } from './formatJson'
import './MessagePanel.css'

/** More letters than anybody reads, and few enough to be laid out at once. */
const mostShown = 100_000
const mostKey = 1_000

export interface MessagePanelProps {
  readonly message: TopicMessage
  readonly needle: string
  readonly onClose: () => void
}

/** One message in full. It stays while newer ones come. */
export function MessagePanel({ message, needle, onClose }: MessagePanelProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const id = useId()
  const json = useMemo(() => (message.value === null ? null : formatJson(message.value)), [message.value])
  const text = json?.text ?? message.value
  const shown = useMemo(() => (text === null ? null : shorten(text, mostShown)), [text])
  return (
    <section
      className="message-panel"
      aria-labelledby={id}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation()
          onClose()
        }
      }}
    >
      <header className="message-panel-head">
        <h3 id={id}>{t('topics.openTitle', { partition: message.partition, offset: message.offset })}</h3>
        <span className="muted small">{formats.dateTime(message.timestamp)}</span>
        <span className="message-panel-actions">
          {text !== null && <CopyButton key={`${message.partition}/${message.offset}`} text={() => text} />}
          <Button
            size="small"
            variant="quiet"
            icon={<X size={14} aria-hidden />}
            aria-label={t('topics.close')}
            onPress={onClose}
          />
        </span>
      </header>
      <p className="message-panel-key">
        <span className="muted">{t('topics.column.key')}</span>{' '}
        {message.key === null ? (
          <span className="muted">{t('topics.noKey')}</span>
        ) : (
          <Id>{visibleControls(shorten(message.key, mostKey).text)}</Id>
        )}
      </p>
      {message.topic === topics.deadLetters && <DeadLetterDetails message={message} />}
      {shown === null ? (
        <p className="message-tombstone">{t('topics.tombstone')}</p>
      ) : (
        <>
          {json !== null && json.why !== null && <p className="muted small">{t(`topics.${json.why}`)}</p>}
          {shown.all > shown.text.length && (
            <p className="muted small">
              {t('topics.shortened', { shown: formats.count(shown.text.length), all: formats.count(shown.all) })}
            </p>
          )}
          <pre className="message-panel-value" dir="ltr" tabIndex={0} aria-label={t('topics.column.value')}>
            <Highlight text={shown.text} needle={needle} />
          </pre>
        </>
      )}
    </section>
  )
}
