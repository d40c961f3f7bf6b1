import { useTranslation } from 'react-i18next'
import type { TopicSnapshot } from '../../../contract/snapshot'
import { Card } from '../../components/Card'
import { classes } from '../../components/classes'
import { DataTable, type Column } from '../../components/DataTable'
import { Id } from '../../components/Id'
import { useFormats } from '../../format/FormatsContext'
import './PartitionsCard.css'

type Partition = TopicSnapshot['partitions'][number]

export interface PartitionsCardProps {
  readonly topic: TopicSnapshot
  /** The offsets could not be read anew. */
  readonly stale: boolean
}

/** The partitions of a topic with their offsets. */
export function PartitionsCard({ topic, stale }: PartitionsCardProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const columns: Column<Partition>[] = [
    { id: 'partition', header: t('topics.column.partition'), cell: ({ partition }) => <Id>{partition}</Id> },
    { id: 'low', header: t('topics.column.low'), align: 'end', cell: ({ low }) => formats.count(low) },
    { id: 'high', header: t('topics.column.high'), align: 'end', cell: ({ high }) => formats.count(high) },
  ]
  return (
    <Card
      className={classes('partitions-card', stale && 'topics-stale')}
      title={t('topics.partitions')}
      meta={<Id>{topic.name}</Id>}
      flush
      scroll
    >
      <DataTable
        label={t('topics.partitions')}
        columns={columns}
        rows={topic.partitions}
        rowKey={({ partition }) => String(partition)}
      />
      <p className="partitions-note">{t('topics.controlRecords')}</p>
    </Card>
  )
}
