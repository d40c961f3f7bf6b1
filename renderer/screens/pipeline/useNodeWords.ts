import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { topics } from '../../../contract/pipeline'
import { useWhyUnread } from '../../components/useWhyUnread'
import { isolateLtr } from '../../format/bidi'
import { useFormats } from '../../format/FormatsContext'
import { useNames } from '../../i18n/useNames'
import type { BreakCause, NodeId, NodeState } from './pipelineState'

export interface NodeWords {
  /** The state in a few words for the node itself; null where its count says enough. */
  readonly word: (state: NodeState, now: number) => string | null
  /** The state in a sentence. */
  readonly sentence: (state: NodeState, now: number) => string
  readonly nodeName: (id: NodeId) => string
}

/** A node's state in words. */
export function useNodeWords(): NodeWords {
  const { t } = useTranslation()
  const formats = useFormats()
  const { name } = useNames()
  const why = useWhyUnread()

  return useMemo(() => {
    const nodeName = (id: NodeId): string => {
      switch (id) {
        case 'events':
          return isolateLtr(topics.events)
        case 'content':
          return isolateLtr(topics.content)
        case 'enriched':
          return isolateLtr(topics.enriched)
        case 'postgres':
        case 'debezium':
        case 'enricher':
        case 'clickhouse':
        case 'redis':
          return t(`pipeline.node.${id}`)
      }
    }
    const causeWord = (cause: BreakCause): string => {
      switch (cause.kind) {
        case 'service':
          return t('pipeline.broken.part', { part: name(cause.service), state: t(`pipeline.broken.${cause.state}`) })
        case 'worker':
          return t('pipeline.broken.worker', { part: name(cause.worker), state: t(`pipeline.broken.${cause.state}`) })
        case 'connector':
          return t(`pipeline.broken.connector_${cause.state}`)
        case 'stalled':
          return t('pipeline.broken.stalled')
      }
    }
    // The part is named where the node does not carry its name: Kafka on a topic, the worker on Redis.
    const shortCause = (cause: BreakCause): string => {
      const isNamed =
        cause.kind === 'connector' ||
        (cause.kind === 'service' && cause.service !== 'kafka' && cause.service !== 'connect') ||
        (cause.kind === 'worker' && cause.worker === 'enricher')
      return isNamed ? t(`pipeline.broken.${cause.state}`) : causeWord(cause)
    }
    const since = (text: string, at: number | null, now: number): string =>
      at === null ? text : t('pipeline.since', { text, span: formats.duration(now - at) })

    return {
      nodeName,
      word: (state, now) => {
        switch (state.kind) {
          case 'ok':
            return null
          case 'idle':
            return null
          case 'off':
          case 'starting':
            return t(`pipeline.state.${state.kind}`)
          case 'warn':
            return t(`pipeline.warn.${state.cause}`)
          case 'broken':
            return since(shortCause(state.cause), state.since, now)
          case 'starved':
            return since(t('pipeline.noData'), state.since, now)
          case 'blocked':
            return t('pipeline.blocked')
          case 'unknown':
            return state.lastAt === null
              ? t('pipeline.unread')
              : t('pipeline.unreadSince', { span: formats.duration(now - state.lastAt) })
        }
      },
      sentence: (state, now) => {
        switch (state.kind) {
          case 'ok':
          case 'idle':
          case 'off':
          case 'starting':
            return t(`pipeline.sentence.${state.kind}`)
          case 'warn':
            return t(`pipeline.warnSentence.${state.cause}`)
          case 'broken':
            return since(causeWord(state.cause), state.since, now)
          case 'starved':
            return t('pipeline.sentence.starved', { node: nodeName(state.behind) })
          case 'blocked':
            return t('pipeline.sentence.blocked', { node: nodeName(state.before) })
          case 'unknown':
            return why(state.reason)
        }
      },
    }
  }, [t, formats, name, why])
}
