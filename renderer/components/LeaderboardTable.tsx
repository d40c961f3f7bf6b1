import { memo, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { LeaderboardRow } from '../../contract/snapshot'
import { useFormats } from '../format/FormatsContext'
import { DataTable, type Column } from './DataTable'
import { Id } from './Id'
import { Sparkline } from './Sparkline'
import './LeaderboardTable.css'

export interface LeaderboardTableProps {
  readonly label: string
  readonly rows: readonly LeaderboardRow[]
  /** Show the header row and wider cells. */
  readonly roomy?: boolean
}

/** Ranks with titles in their own direction, movement, a line of the latest minutes, and seconds to the cent. */
export const LeaderboardTable = memo(function LeaderboardTable({ label, rows, roomy = false }: LeaderboardTableProps) {
  const { t } = useTranslation()
  const formats = useFormats()

  const columns = useMemo<readonly Column<LeaderboardRow>[]>(
    () => [
      {
        id: 'rank',
        header: t('leaderboard.rank'),
        hideHeader: !roomy,
        width: roomy ? '72px' : '40px',
        cell: (row) => <span className="muted">{formats.plain(row.rank)}</span>,
      },
      {
        id: 'title',
        header: t('leaderboard.content'),
        cell: (row) =>
          row.title === null ? (
            <Id className="leaderboard-title muted">{row.contentId}</Id>
          ) : (
            <span className="leaderboard-title" dir="auto" title={row.title}>
              {row.title}
            </span>
          ),
      },
      {
        id: 'type',
        header: t('leaderboard.type'),
        width: roomy ? '112px' : '72px',
        cell: (row) => (
          <span className="muted tiny">{row.contentType === null ? '–' : t(`contentType.${row.contentType}`)}</span>
        ),
      },
      {
        id: 'moved',
        header: t('leaderboard.moved'),
        width: roomy ? '84px' : '42px',
        cell: (row) => <Movement moved={row.moved} />,
      },
      {
        id: 'spark',
        header: t('leaderboard.spark'),
        width: roomy ? '144px' : '64px',
        cell: (row) => <Sparkline values={row.spark} width={roomy ? 120 : 48} />,
      },
      {
        id: 'seconds',
        header: t('leaderboard.seconds'),
        align: 'end',
        width: roomy ? '144px' : '96px',
        cell: (row) => <b className="leaderboard-seconds">{formats.cents(row.seconds)}</b>,
      },
    ],
    [t, formats, roomy],
  )
  return <DataTable label={label} columns={columns} rows={rows} rowKey={rowKey} bare={!roomy} sticky={roomy} />
})

const rowKey = (row: LeaderboardRow): string => row.contentId

function Movement({ moved }: { readonly moved: number | null }) {
  const { t } = useTranslation()
  const formats = useFormats()
  if (moved === null) return <span className="movement movement-new">{t('leaderboard.new')}</span>
  if (moved === 0) return <span className="movement muted">–</span>
  const count = Math.abs(moved)
  const n = formats.count(count)
  return moved > 0 ? (
    <span className="movement movement-up">
      <span aria-hidden>▲ {n}</span>
      <span className="sr-only">{t('leaderboard.up', { count, n })}</span>
    </span>
  ) : (
    <span className="movement muted">
      <span aria-hidden>▼ {n}</span>
      <span className="sr-only">{t('leaderboard.down', { count, n })}</span>
    </span>
  )
}
