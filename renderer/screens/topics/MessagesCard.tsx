import { Pause, Play } from 'lucide-react'
import { useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TopicMessage } from '../../../contract/commands'
import { topics, type TopicName } from '../../../contract/pipeline'
import { Button } from '../../components/Button'
import { Card } from '../../components/Card'
import { EmptyState } from '../../components/EmptyState'
import { ErrorFrame } from '../../components/ErrorFrame'
import { FailureNote } from '../../components/FailureNote'
import { Id } from '../../components/Id'
import { SearchInput } from '../../components/SearchInput'
import { StaleNote } from '../../components/StaleNote'
import { Waiting } from '../../components/Waiting'
import { useFormats } from '../../format/FormatsContext'
import { useLiveQuery } from '../../state/useLiveQuery'
import { useNow } from '../../state/useNow'
import { filterMessages, messageId } from './filterMessages'
import { MessageList } from './MessageList'
import { MessagePanel } from './MessagePanel'
import './MessagesCard.css'

/** The most that `topics.messages` gives. */
const newest = 500
const everyMs = 1000

/** What will appear in a topic. */
const emptyBodies = {
  [topics.content]: 'topics.empty.content',
  [topics.events]: 'topics.empty.events',
  [topics.enriched]: 'topics.empty.enriched',
  [topics.deadLetters]: 'topics.empty.deadLetters',
} as const

/** The newest messages of a topic: followed, paused, filtered, opened. Mounted anew for another topic. */
export function MessagesCard({ topic }: { readonly topic: TopicName }) {
  const { t } = useTranslation()
  const formats = useFormats()
  // Null while live; else the messages at the moment of pausing, so that nothing moves while reading.
  const [paused, setPaused] = useState<{ messages: readonly TopicMessage[]; at: number } | null>(null)
  const [text, setText] = useState('')
  const [opened, setOpened] = useState<TopicMessage | null>(null)
  const live = useLiveQuery('topics.messages', paused !== null ? null : { topic, limit: newest }, everyMs)

  const all = paused?.messages ?? live.value?.messages ?? null
  const needle = useDeferredValue(text.trim())
  const shown = useMemo(() => (all === null ? [] : filterMessages(all, needle)), [all, needle])
  const pause = (): void => {
    if (paused === null && all !== null) setPaused({ messages: all, at: live.at ?? Date.now() })
  }

  return (
    <Card
      className="messages"
      title={t('topics.messages')}
      meta={
        <>
          <Id>{topic}</Id>
          {all !== null && <> · {paused === null ? t('topics.live') : <PausedSince at={paused.at} />}</>}
        </>
      }
      flush
      actions={
        all !== null &&
        all.length > 0 && (
          <>
            {needle !== '' && (
              <span className="muted small number">
                {t('topics.shownOf', { shown: formats.count(shown.length), all: formats.count(all.length) })}
              </span>
            )}
            <SearchInput label={t('topics.filter')} value={text} onChange={setText} />
            <Button
              size="small"
              variant={paused === null ? 'plain' : 'primary'}
              icon={paused === null ? <Pause size={14} aria-hidden /> : <Play size={14} aria-hidden />}
              onPress={() => (paused === null ? pause() : setPaused(null))}
            >
              {paused === null ? t('topics.pause') : t('topics.resume')}
            </Button>
          </>
        )
      }
    >
      {live.failure !== null &&
        (all === null ? (
          <FailureNote failure={live.failure} tone="warn" />
        ) : (
          <StaleNote reason={live.failure} lastAt={live.at} />
        ))}
      {all === null ? (
        live.failure === null && <Waiting what={t('topics.reading')} />
      ) : all.length === 0 ? (
        <EmptyState title={t('topics.emptyTitle')} body={t(emptyBodies[topic])} />
      ) : shown.length === 0 ? (
        <EmptyState
          title={t('topics.noneTitle')}
          body={t('topics.noneBody', { n: formats.count(all.length) })}
          action={
            <Button size="small" onPress={() => setText('')}>
              {t('topics.clear')}
            </Button>
          }
        />
      ) : (
        <MessageList
          messages={shown}
          needle={needle}
          opened={opened}
          live={paused === null}
          onOpen={setOpened}
          onLeaveTop={pause}
        />
      )}
      {opened !== null && (
        <ErrorFrame key={messageId(opened)} onClose={() => setOpened(null)}>
          <MessagePanel message={opened} needle={needle} onClose={() => setOpened(null)} />
        </ErrorFrame>
      )}
    </Card>
  )
}

function PausedSince({ at }: { readonly at: number }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const now = useNow(1000)
  return t('topics.paused', { ago: formats.ago(at, now) })
}
