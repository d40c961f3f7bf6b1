import { useTranslation } from 'react-i18next'
import { Card } from '../../components/Card'
import { ErrorFrame } from '../../components/ErrorFrame'
import { StartStackState } from '../../components/StartStackState'
import { isNotStarted, useSnapshot } from '../../state/consoleStore'
import { ConsumersCard } from './ConsumersCard'
import { CountsCard } from './CountsCard'
import { MinutesCard } from './MinutesCard'
import { RecentCard } from './RecentCard'
import '../screen.css'
import './WarehouseScreen.css'

/** What ClickHouse holds: counts, who fills it, engagement over time, the newest events. */
export function WarehouseScreen() {
  const { t } = useTranslation()
  const stopped = useSnapshot(isNotStarted)
  if (stopped === true) {
    return (
      <Card className="screen-fill" heading={1} title={t('warehouse.title')}>
        <StartStackState title={t('warehouse.stoppedTitle')} body={t('warehouse.stoppedBody')} />
      </Card>
    )
  }
  return (
    <div className="screen-column">
      <div className="warehouse-top">
        <ErrorFrame card>
          <CountsCard />
        </ErrorFrame>
        <ErrorFrame card>
          <ConsumersCard />
        </ErrorFrame>
      </div>
      <ErrorFrame card>
        <MinutesCard />
      </ErrorFrame>
      <ErrorFrame card>
        <RecentCard />
      </ErrorFrame>
    </div>
  )
}
