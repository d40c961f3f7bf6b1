import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useCallback, useId, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TopicMessage } from '../../../contract/commands'
import { classes } from '../../components/classes'
import { Highlight } from '../../components/Highlight'
import { Id } from '../../components/Id'
import { useFormats } from '../../format/FormatsContext'
import { messageId } from './filterMessages'
import './MessageList.css'

const rowHeight = 28
/** A preview never shows more; values may have a megabyte. */
const previewLength = 400

export interface MessageListProps {
  /** Newest first. */
  readonly messages: readonly TopicMessage[]
  readonly needle: string
  readonly opened: TopicMessage | null
  /** New messages come in at the top. */
  readonly live: boolean
  readonly onOpen: (message: TopicMessage) => void
  /** The person reads below the top: nothing should move now. */
  readonly onLeaveTop: () => void
}

/** Messages, only those in sight drawn. A list box: arrows move, Enter opens; what is active stays active while others come. */
export function MessageList({ messages, needle, opened, live, onOpen, onLeaveTop }: MessageListProps) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const id = useId()
  const [active, setActive] = useState<string | null>(null)
  const keyOfMessage = useCallback(
    (index: number) => {
      const message = messages[index]
      return message === undefined ? index : messageId(message)
    },
    [messages],
  )
  const virtualizer = useVirtualizer({
    count: messages.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    getItemKey: keyOfMessage,
    overscan: 12,
  })

  useLayoutEffect(() => {
    if (live) box.current?.scrollTo({ top: 0 })
  }, [live])

  const move = (to: number): void => {
    const index = Math.max(0, Math.min(messages.length - 1, to))
    const message = messages[index]
    if (message === undefined) return
    onLeaveTop()
    setActive(messageId(message))
    virtualizer.scrollToIndex(index)
  }
  const items = virtualizer.getVirtualItems()
  const activeIndex = messages.findIndex((message) => messageId(message) === active)
  const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / rowHeight) - 1)
  const openedId = opened === null ? null : messageId(opened)

  return (
    <>
      <div className="message-row message-head" aria-hidden>
        <span>{t('topics.column.partition')}</span>
        <span className="message-offset">{t('topics.column.offset')}</span>
        <span>{t('topics.column.time')}</span>
        <span>{t('topics.column.key')}</span>
        <span>{t('topics.column.value')}</span>
      </div>
      <div
        ref={box}
        className="message-list"
        role="listbox"
        tabIndex={0}
        aria-label={t('topics.messages')}
        aria-activedescendant={
          activeIndex >= 0 && items.some((item) => item.index === activeIndex) ? `${id}-${activeIndex}` : undefined
        }
        onScroll={(event) => {
          if (live && event.currentTarget.scrollTop > rowHeight) onLeaveTop()
        }}
        onKeyDown={(event) => {
          const steps: Record<string, number> = {
            ArrowDown: activeIndex + 1,
            ArrowUp: activeIndex < 0 ? 0 : activeIndex - 1,
            PageDown: activeIndex + page,
            PageUp: activeIndex - page,
            Home: 0,
            End: messages.length - 1,
          }
          const to = steps[event.key]
          if (to !== undefined) {
            event.preventDefault()
            move(to)
          } else if (event.key === 'Enter' || event.key === ' ') {
            event.preventDefault()
            const message = messages[activeIndex]
            if (message !== undefined) onOpen(message)
          }
        }}
      >
        <div className="message-list-all" role="presentation" style={{ blockSize: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const message = messages[item.index]
            if (message === undefined) return null
            const own = messageId(message)
            return (
              <div
                key={item.key}
                id={`${id}-${item.index}`}
                role="option"
                aria-selected={own === openedId}
                aria-setsize={messages.length}
                aria-posinset={item.index + 1}
                className={classes(
                  'message-item',
                  own === active && 'message-item-active',
                  own === openedId && 'message-item-opened',
                )}
                style={{ transform: `translateY(${item.start}px)` }}
                onClick={() => {
                  setActive(own)
                  onOpen(message)
                }}
              >
                <MessageRow message={message} needle={needle} />
              </div>
            )
          })}
        </div>
      </div>
    </>
  )
}

const MessageRow = memo(function MessageRow({
  message,
  needle,
}: {
  readonly message: TopicMessage
  readonly needle: string
}) {
  const { t } = useTranslation()
  const formats = useFormats()
  return (
    <div className="message-row">
      <Id>{message.partition}</Id>
      <span className="message-offset">
        <Id>{message.offset}</Id>
      </span>
      <span className="number">{formats.clock(message.timestamp)}</span>
      {message.key === null ? (
        <span className="muted truncate">{t('topics.noKey')}</span>
      ) : (
        <bdi dir="ltr" className="id truncate">
          <Highlight text={message.key.slice(0, previewLength)} needle={needle} />
        </bdi>
      )}
      {message.value === null ? (
        <span className="message-tombstone truncate">{t('topics.tombstone')}</span>
      ) : (
        <bdi dir="ltr" className="id truncate message-value">
          <Highlight text={message.value.slice(0, previewLength)} needle={needle} />
        </bdi>
      )}
    </div>
  )
})
