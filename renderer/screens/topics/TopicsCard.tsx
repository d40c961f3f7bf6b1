import { useTranslation } from 'react-i18next'
import type { TopicName } from '../../../contract/pipeline'
import type { GroupLag, Reading, TopicSnapshot } from '../../../contract/snapshot'
import { Card } from '../../components/Card'
import { classes } from '../../components/classes'
import { DataTable, type Column } from '../../components/DataTable'
import { Id } from '../../components/Id'
import { Rate } from '../../components/Quantity'
import { StaleNote } from '../../components/StaleNote'
import { Unknown } from '../../components/Unknown'
import { Waiting } from '../../components/Waiting'
import { useFormats } from '../../format/FormatsContext'
import { furthestBehind } from './lagOf'
import './TopicsCard.css'

export interface TopicsCardProps {
  /** Undefined until the observer has reported. */
  readonly topics: Reading<TopicSnapshot[]> | undefined
  readonly groups: Reading<GroupLag[]> | undefined
  readonly chosen: TopicName
  readonly onChoose: (topic: TopicName) => void
}

/** All topics with their figures; one is chosen. */
export function TopicsCard({ topics, groups, chosen, onChoose }: TopicsCardProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const sum = (topic: TopicSnapshot, end: 'low' | 'high'): string =>
    formats.count(topic.partitions.reduce((total, partition) => total + partition[end], 0))

  const columns: Column<TopicSnapshot>[] = [
    {
      id: 'topic',
      header: t('topics.column.topic'),
      cell: (topic) => (
        <button
          type="button"
          className="topic-choice"
          aria-pressed={topic.name === chosen}
          onClick={() => onChoose(topic.name)}
        >
          <Id>{topic.name}</Id>
        </button>
      ),
    },
    {
      id: 'partitions',
      header: t('topics.column.partitions'),
      width: '72px',
      align: 'end',
      cell: (topic) => formats.count(topic.partitions.length),
    },
    {
      id: 'low',
      header: t('topics.column.low'),
      width: '88px',
      align: 'end',
      cell: (topic) => sum(topic, 'low'),
    },
    {
      id: 'high',
      header: t('topics.column.high'),
      width: '100px',
      align: 'end',
      cell: (topic) => sum(topic, 'high'),
    },
    {
      id: 'messages',
      header: t('topics.column.messages'),
      width: '100px',
      align: 'end',
      cell: (topic) => (topic.messages === null ? <Unknown reason={null} /> : formats.count(topic.messages)),
    },
    {
      id: 'rate',
      header: t('topics.column.rate'),
      width: '84px',
      align: 'end',
      cell: (topic) =>
        topic.ratePerSecond === null ? <Unknown reason={null} /> : <Rate value={topic.ratePerSecond} />,
    },
    {
      id: 'behind',
      header: t('topics.column.behind'),
      width: '168px',
      cell: (topic) => <FurthestBehind groups={groups} topic={topic.name} show="group" />,
    },
    {
      id: 'lag',
      header: t('topics.column.lag'),
      width: '72px',
      align: 'end',
      cell: (topic) => <FurthestBehind groups={groups} topic={topic.name} show="messages" />,
    },
    {
      id: 'lagTime',
      header: t('topics.column.lagTime'),
      width: '88px',
      align: 'end',
      cell: (topic) => <FurthestBehind groups={groups} topic={topic.name} show="time" />,
    },
    {
      id: 'policy',
      header: t('topics.column.policy'),
      width: '84px',
      cell: (topic) => <Id className="small">{topic.cleanupPolicy}</Id>,
    },
  ]

  const rows = topics?.state === 'known' ? topics.value : (topics?.last?.value ?? [])
  const stale = topics?.state === 'unknown'
  return (
    <Card className="topics-card" heading={1} title={t('topics.title')} meta={t('topics.meta')} flush>
      {topics === undefined ? (
        <Waiting what={t('topics.readingTopics')} />
      ) : (
        <>
          {stale && <StaleNote reason={topics.reason} lastAt={topics.last?.at ?? null} />}
          {rows.length > 0 && (
            <div className={classes(stale && 'topics-stale')}>
              <DataTable label={t('topics.title')} columns={columns} rows={rows} rowKey={(topic) => topic.name} />
            </div>
          )}
        </>
      )}
    </Card>
  )
}

/** One figure of the group that is furthest behind on a topic. */
function FurthestBehind({
  groups,
  topic,
  show,
}: {
  readonly groups: Reading<GroupLag[]> | undefined
  readonly topic: TopicName
  readonly show: 'group' | 'messages' | 'time'
}) {
  const formats = useFormats()
  if (groups === undefined) return <Unknown reason={null} />
  if (groups.state === 'unknown') return <Unknown reason={groups.reason} lastAt={groups.last?.at ?? null} />
  const worst = furthestBehind(groups.value.filter((group) => group.topic === topic))
  if (worst === null) return <span className="muted">–</span>
  switch (show) {
    case 'group':
      return <Id className="muted small">{worst.group}</Id>
    case 'messages':
      return formats.count(worst.lag)
    case 'time':
      return worst.lagMs === null ? <Unknown reason={null} /> : formats.latency(worst.lagMs)
  }
}
