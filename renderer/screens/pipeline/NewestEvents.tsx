import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { WarehouseEvent } from '../../../contract/commands'
import { Card } from '../../components/Card'
import { DataTable, type Column } from '../../components/DataTable'
import { EmptyState } from '../../components/EmptyState'
import { Id } from '../../components/Id'
import { useFormats } from '../../format/FormatsContext'
import { useLiveQuery } from '../../state/useLiveQuery'

const shown = 14
const refreshMs = 1000

/** The newest enriched events as ClickHouse has them. */
export function NewestEvents() {
  const { t } = useTranslation()
  const formats = useFormats()
  const query = useLiveQuery('warehouse.recent', { limit: shown }, refreshMs)
  const columns = useMemo<readonly Column<WarehouseEvent>[]>(
    () => [
      { id: 'time', header: t('newest.time'), width: '84px', cell: (row) => formats.clock(Date.parse(row.event_ts)) },
      {
        id: 'id',
        header: t('newest.id'),
        width: '96px',
        cell: (row) => <Id className="small muted">{row.event_id}</Id>,
      },
      {
        id: 'title',
        header: t('leaderboard.content'),
        cell: (row) => (
          <span className="leaderboard-title" dir="auto">
            {row.title ?? row.content_id ?? '–'}
          </span>
        ),
      },
      {
        id: 'type',
        header: t('newest.type'),
        width: '84px',
        cell: (row) => (
          <span className="muted">{row.event_type === null ? '–' : t(`eventType.${row.event_type}`)}</span>
        ),
      },
      {
        id: 'seconds',
        header: t('leaderboard.seconds'),
        width: '96px',
        align: 'end',
        cell: (row) => (row.engagement_seconds === null ? '–' : formats.cents(row.engagement_seconds)),
      },
    ],
    [t, formats],
  )
  const events = query.value?.events ?? []
  return (
    <Card title={t('newest.title')} meta={t('newest.meta')} flush scroll>
      {events.length === 0 ? (
        <EmptyState title={t('newest.empty')} body={t('newest.emptyBody')} />
      ) : (
        <DataTable
          label={t('newest.title')}
          columns={columns}
          rows={events}
          rowKey={(row) => String(row.event_id)}
          sticky
        />
      )}
    </Card>
  )
}
