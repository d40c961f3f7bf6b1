import { Trophy } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { known } from '../../../contract/known'
import type { WindowMinutes } from '../../../contract/pipeline'
import { Button } from '../../components/Button'
import { Card } from '../../components/Card'
import { EmptyState } from '../../components/EmptyState'
import { LeaderboardTable } from '../../components/LeaderboardTable'
import { Unknown } from '../../components/Unknown'
import { WindowChoice } from '../../components/WindowChoice'
import { useFormats } from '../../format/FormatsContext'
import { useSnapshot } from '../../state/consoleStore'
import { useNavigation } from '../../state/navigation'
import { useLeaderboard } from '../../state/useLeaderboard'
import { useNow } from '../../state/useNow'
import { windowRange } from './windowRange'
import './LeaderboardScreen.css'

const rowLimit = 50

/** The contents with the most engagement in a window of minutes, from Redis. */
export function LeaderboardScreen() {
  const { t } = useTranslation()
  const formats = useFormats()
  const [window, setWindow] = useState<WindowMinutes>(10)
  const reading = useLeaderboard(window, rowLimit)
  const now = useNow(1000)
  const range = windowRange(window, now)
  const board = known(reading)
  return (
    <Card
      title={t('screens.leaderboard')}
      heading={1}
      meta={
        <>
          {t('leaderboard.covers', { range: formats.minuteRangeUtc(range.from, range.to + 60_000) })}
          {' · '}
          {board === null ? (
            <Unknown
              reason={reading?.state === 'unknown' ? reading.reason : null}
              lastAt={reading?.state === 'unknown' ? (reading.last?.at ?? null) : null}
            />
          ) : (
            t('leaderboard.members', { count: board.members, n: formats.count(board.members) })
          )}
        </>
      }
      actions={<WindowChoice value={window} onChange={setWindow} />}
      flush
      scroll
      className="leaderboard"
    >
      {board !== null && board.rows.length > 0 ? (
        <LeaderboardTable label={t('screens.leaderboard')} rows={board.rows} roomy />
      ) : (
        <Nothing isUnread={reading?.state === 'unknown'} />
      )}
    </Card>
  )
}

function Nothing({ isUnread }: { readonly isUnread: boolean }) {
  const { t } = useTranslation()
  const phase = useSnapshot((snapshot) => snapshot.stack.phase)
  const go = useNavigation((state) => state.go)
  const isRunning = phase === 'ready' || phase === 'degraded'
  // Where Redis does not answer the doctor tells why; where nobody engages, sample traffic helps.
  const screen = isRunning ? (isUnread ? 'doctor' : 'settings') : 'pipeline'
  return (
    <EmptyState
      icon={<Trophy size={28} className="muted" aria-hidden />}
      title={t(isUnread ? 'toplist.unread' : 'toplist.empty')}
      body={t(isUnread ? 'toplist.unreadBody' : isRunning ? 'leaderboard.noEvents' : 'leaderboard.notRunning')}
      action={<Button onPress={() => go(screen)}>{t('palette.go', { screen: t(`screens.${screen}`) })}</Button>}
    />
  )
}
