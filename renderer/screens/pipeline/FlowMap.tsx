import { memo, useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button as AriaButton, Tooltip, TooltipTrigger } from 'react-aria-components'
import { known } from '../../../contract/known'
import { freshnessBudgetMs, topics } from '../../../contract/pipeline'
import type { PipelineSnapshot } from '../../../contract/snapshot'
import { classes } from '../../components/classes'
import { Id } from '../../components/Id'
import { Rate } from '../../components/Quantity'
import { StateGlyph, type GlyphState } from '../../components/StateGlyph'
import { useFormats } from '../../format/FormatsContext'
import { useNavigation, type ScreenId } from '../../state/navigation'
import { useNow } from '../../state/useNow'
import { topicOf, type EdgeState, type NodeId, type NodeState, type PipelineState } from './pipelineState'
import { useNodeWords } from './useNodeWords'
import './FlowMap.css'

export interface FlowMapProps {
  readonly state: PipelineState
  readonly pipeline: PipelineSnapshot | null
}

/** Postgres → Debezium → topics → enricher → topic → ClickHouse and Redis: state, rate and count of each, lag of each hop. */
export const FlowMap = memo(function FlowMap({ state, pipeline }: FlowMapProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { nodes, edges } = state

  const events = topicOf(pipeline, topics.events)
  const content = topicOf(pipeline, topics.content)
  const enriched = topicOf(pipeline, topics.enriched)
  const postgres = known(pipeline?.postgres)
  const slot = known(pipeline?.slot)
  const enricher = known(pipeline?.enricher)
  const clickhouse = known(pipeline?.clickhouse)
  const redis = known(pipeline?.redis)

  const eventCount = (value: number): string =>
    t('pipeline.events', { count: formats.compactAgreement(value), n: formats.compact(value) })
  const partitions = (count: number): string => t('pipeline.partitions', { count, n: formats.count(count) })

  return (
    <div className="flow">
      <Node id="postgres" state={nodes.postgres} opens="stack" name="Postgres" rate={postgres?.ratePerSecond}>
        {postgres === null ? null : eventCount(postgres.events)}
      </Node>
      <Edge state={edges.wal} label={t('pipeline.edge.wal')} caption={t('pipeline.walShort')} />
      <Node id="debezium" state={nodes.debezium} opens="stack" name="Debezium" rate={events?.ratePerSecond}>
        {slot === null ? null : t(slot.active ? 'pipeline.slotActive' : 'pipeline.slotInactive')}
      </Node>
      <Edge state={edges.capture} label={t('pipeline.edge.capture')} />
      <div className="flow-pair">
        <Node id="events" state={nodes.events} opens="topics" name={<Id>{topics.events}</Id>} compact>
          {events === null ? null : (
            <>
              <NodeRate value={events.ratePerSecond} /> · {partitions(events.partitions.length)}
            </>
          )}
        </Node>
        <Node id="content" state={nodes.content} opens="topics" name={<Id>{topics.content}</Id>} compact>
          {content === null || postgres === null ? null : (
            <>
              <NodeRate value={content.ratePerSecond} /> ·{' '}
              {t('pipeline.contents', { count: postgres.contents, n: formats.count(postgres.contents) })}
            </>
          )}
        </Node>
      </div>
      <Edge state={edges.consume} label={t('pipeline.edge.consume')} />
      <Node
        id="enricher"
        state={nodes.enricher}
        opens="stack"
        name={t('pipeline.node.enricher')}
        rate={enriched?.ratePerSecond}
      >
        {enricher === null ? null : partitions(enricher.partitions.length)}
      </Node>
      <Edge state={edges.produce} label={t('pipeline.edge.produce')} bare />
      <Node
        id="enriched"
        state={nodes.enriched}
        opens="topics"
        name={<Id>{topics.enriched}</Id>}
        rate={enriched?.ratePerSecond}
      >
        {enriched === null ? null : partitions(enriched.partitions.length)}
      </Node>
      <div className="flow-pair flow-pair-edges">
        <Edge state={edges.warehouse} label={t('pipeline.edge.warehouse')} />
        <Edge state={edges.rank} label={t('pipeline.edge.rank')} />
      </div>
      <div className="flow-pair">
        <Node id="clickhouse" state={nodes.clickhouse} opens="warehouse" name="ClickHouse" compact>
          {clickhouse === null
            ? null
            : t('pipeline.rows', { count: clickhouse.distinct, n: formats.count(clickhouse.distinct) })}
        </Node>
        <Node id="redis" state={nodes.redis} opens="leaderboard" name="Redis" compact>
          {redis === null
            ? null
            : t('pipeline.minuteSets', { count: redis.minuteSets, n: formats.count(redis.minuteSets) })}
        </Node>
      </div>
    </div>
  )
})

function NodeRate({ value }: { readonly value: number | null }) {
  return value === null ? '–' : <Rate value={value} />
}

export function nodeGlyph(state: NodeState): GlyphState {
  switch (state.kind) {
    case 'ok':
    case 'idle':
      return 'ok'
    case 'warn':
      return 'warn'
    case 'broken':
      return 'fail'
    case 'off':
    case 'starting':
    case 'starved':
    case 'blocked':
    case 'unknown':
      return 'idle'
  }
}

interface NodeProps {
  readonly id: NodeId
  readonly state: NodeState
  readonly name: ReactNode
  readonly opens: ScreenId
  /** Two lines instead of three. */
  readonly compact?: boolean
  /** Records a second; null where it is not known. */
  readonly rate?: number | null | undefined
  /** What the part counts; null where it is not known. */
  readonly children: ReactNode
}

function Node({ id, state, name, opens, compact, rate, children }: NodeProps) {
  const { t } = useTranslation()
  const go = useNavigation((one) => one.go)
  const words = useNodeWords()
  const now = useNow(1000)
  const sentence = words.sentence(state, now)
  const word = words.word(state, now)
  return (
    <TooltipTrigger delay={400}>
      <AriaButton
        className={classes('node', `node-${state.kind}`, compact && 'node-compact')}
        data-node={id}
        data-state={state.kind}
        onPress={() => go(opens)}
      >
        <span className="node-name">
          <StateGlyph state={nodeGlyph(state)} label={t(`pipeline.state.${state.kind}`)} />
          <span className="truncate">{name}</span>
        </span>
        {!compact && (
          <span className="node-rate">{rate === undefined || rate === null ? '–' : <Rate value={rate} />}</span>
        )}
        <span className="node-detail truncate">{word ?? children ?? t(`pipeline.state.${state.kind}`)}</span>
      </AriaButton>
      <Tooltip className="tooltip" placement="bottom">
        {sentence}
      </Tooltip>
    </TooltipTrigger>
  )
}

interface EdgeProps {
  readonly state: EdgeState
  /** From where to where, in words. */
  readonly label: string
  /** Words in place of a time. */
  readonly caption?: string
  /** Nothing can wait here: a line without numbers. */
  readonly bare?: boolean
}

const noticeableAgeMs = 1000

const Edge = memo(function Edge({ state, label, caption, bare }: EdgeProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { kind, waiting, hopMs, ageMs, growing } = state
  const isLive = kind === 'flowing' || kind === 'broken'
  const isOld = ageMs !== null && ageMs > noticeableAgeMs

  const waits = useMemo(() => {
    if (waiting === null || !isLive) return '–'
    return waiting.unit === 'bytes' ? formats.bytes(waiting.count) : formats.compact(waiting.count)
  }, [waiting, isLive, formats])
  const time = !isLive
    ? ''
    : isOld
      ? formats.duration(ageMs)
      : hopMs !== null && kind === 'flowing'
        ? formats.latency(hopMs)
        : (caption ?? '')
  const share = kind === 'flowing' && hopMs !== null && !isOld ? formats.percent(hopMs / freshnessBudgetMs) : ''
  const words = bare ? [] : [t('pipeline.edge.waiting', { n: waits }), time, share]
  const spoken = [label, ...words.filter((part) => part !== '')].join(' · ')

  return (
    <div className={classes('edge', `edge-${kind}`)} role="img" aria-label={spoken}>
      {bare !== true && (
        <>
          <b className="edge-waiting" title={label}>
            {waits}
          </b>
          <span className="edge-line" />
          <span className="edge-time">
            {time === caption ? <span className="edge-caption">{time}</span> : time}
            {growing && <span className="edge-growing"> ↑</span>}
          </span>
          {share !== '' && <span className="edge-share">{share}</span>}
        </>
      )}
      {bare === true && <span className="edge-line" />}
    </div>
  )
})
