import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { WarehouseEvent } from '../../../contract/commands'
import { Card } from '../../components/Card'
import { DataTable, type Column } from '../../components/DataTable'
import { EmptyState } from '../../components/EmptyState'
import { Id } from '../../components/Id'
import { Waiting } from '../../components/Waiting'
import { useFormats } from '../../format/FormatsContext'
import { useLiveQuery } from '../../state/useLiveQuery'
import { QueryNote } from './QueryNote'
import './RecentCard.css'

const newest = 100
const everyMs = 5000

/** The newest events as ClickHouse answers them. */
export function RecentCard() {
  const { t } = useTranslation()
  const formats = useFormats()
  const query = useLiveQuery('warehouse.recent', { limit: newest }, everyMs)

  const columns = useMemo<Column<WarehouseEvent>[]>(() => {
    const none = <span className="muted">–</span>
    return [
      {
        id: 'event',
        header: t('warehouse.column.event'),
        width: '104px',
        cell: (event) => <Id>{event.event_id}</Id>,
      },
      {
        id: 'time',
        header: t('warehouse.column.time'),
        width: '96px',
        cell: (event) => <EventTime text={event.event_ts} />,
      },
      {
        id: 'title',
        header: t('warehouse.column.title'),
        cell: (event) =>
          event.title !== null ? (
            <span className="recent-title" dir="auto">
              {event.title}
            </span>
          ) : event.content_id === null ? (
            <span className="muted">{t('warehouse.noContent')}</span>
          ) : (
            <Id className="muted">{event.content_id}</Id>
          ),
      },
      {
        id: 'kind',
        header: t('warehouse.column.kind'),
        width: '96px',
        cell: (event) => (event.content_type === null ? none : t(`contentType.${event.content_type}`)),
      },
      {
        id: 'type',
        header: t('warehouse.column.type'),
        width: '104px',
        cell: (event) => (event.event_type === null ? none : t(`eventType.${event.event_type}`)),
      },
      {
        id: 'seconds',
        header: t('warehouse.column.seconds'),
        width: '96px',
        align: 'end',
        cell: (event) => (event.engagement_seconds === null ? none : formats.cents(event.engagement_seconds)),
      },
      {
        id: 'share',
        header: t('warehouse.column.share'),
        width: '84px',
        align: 'end',
        cell: (event) => (event.engagement_pct === null ? none : formats.percent(Number(event.engagement_pct))),
      },
      {
        id: 'device',
        header: t('warehouse.column.device'),
        width: '96px',
        cell: (event) => (event.device === null ? none : <Id>{event.device}</Id>),
      },
    ]
  }, [t, formats])

  return (
    <Card
      className="recent"
      title={t('warehouse.recent')}
      meta={t('warehouse.recentMeta', { n: formats.count(newest) })}
      flush
      scroll
    >
      <QueryNote query={query} />
      {query.value === null ? (
        query.failure === null && <Waiting what={t('warehouse.readingRecent')} />
      ) : query.value.events.length === 0 ? (
        <EmptyState title={t('warehouse.recentEmptyTitle')} body={t('warehouse.recentEmptyBody')} />
      ) : (
        <DataTable
          label={t('warehouse.recent')}
          columns={columns}
          rows={query.value.events}
          rowKey={(event) => String(event.event_id)}
          sticky
        />
      )}
    </Card>
  )
}

/** The local time of day; an instant that no clock can show stays as it came. */
function EventTime({ text }: { readonly text: string }) {
  const formats = useFormats()
  const at = Date.parse(text)
  return Number.isNaN(at) ? (
    <Id>{text}</Id>
  ) : (
    <time dateTime={text} title={formats.dateTime(at)}>
      {formats.clock(at)}
    </time>
  )
}
