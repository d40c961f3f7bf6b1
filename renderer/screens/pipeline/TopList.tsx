import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WindowMinutes } from '../../../contract/pipeline'
import { Card } from '../../components/Card'
import { EmptyState } from '../../components/EmptyState'
import { LeaderboardTable } from '../../components/LeaderboardTable'
import { Unknown } from '../../components/Unknown'
import { WindowChoice } from '../../components/WindowChoice'
import { useFormats } from '../../format/FormatsContext'
import { useLeaderboard } from '../../state/useLeaderboard'
import './TopList.css'

const rowPx = 28
const sizes = [10, 15, 20, 25] as const

/** The live top of the leaderboard: ten rows, and more where the window is tall enough for them. */
export function TopList() {
  const { t } = useTranslation()
  const formats = useFormats()
  const [window, setWindow] = useState<WindowMinutes>(10)
  const [size, setSize] = useState<number>(10)
  const box = useRef<HTMLDivElement>(null)
  const reading = useLeaderboard(window, size)

  useEffect(() => {
    const host = box.current
    if (host === null) return
    const observer = new ResizeObserver(() => {
      setSize(sizes.findLast((one) => one * rowPx <= host.clientHeight) ?? sizes[0])
    })
    observer.observe(host)
    return () => observer.disconnect()
  }, [])

  const rows = reading?.state === 'known' ? reading.value.rows.slice(0, size) : []
  return (
    <Card
      title={t('toplist.title', { n: formats.count(size) })}
      meta={
        reading?.state === 'unknown' ? (
          <Unknown reason={reading.reason} lastAt={reading.last?.at ?? null} />
        ) : (
          t('toplist.meta')
        )
      }
      actions={<WindowChoice value={window} onChange={setWindow} short />}
      flush
      className="top-list"
    >
      <div
        className="top-list-body"
        data-rows={size}
        ref={box}
        tabIndex={0}
        role="group"
        aria-label={t('toplist.label')}
      >
        {rows.length > 0 ? (
          <LeaderboardTable label={t('toplist.label')} rows={rows} />
        ) : (
          <EmptyState
            title={t(reading?.state === 'unknown' ? 'toplist.unread' : 'toplist.empty')}
            body={t(reading?.state === 'unknown' ? 'toplist.unreadBody' : 'toplist.emptyBody')}
          />
        )}
      </div>
    </Card>
  )
}
