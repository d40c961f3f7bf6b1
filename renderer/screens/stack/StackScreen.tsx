import { LogsCard } from './LogsCard'
import { ServicesCard } from './ServicesCard'
import { WorkersCard } from './WorkersCard'
import '../screen.css'
import './StackScreen.css'

/** Services, workers, and what all of them write. */
export function StackScreen() {
  return (
    <div className="screen-column">
      <ServicesCard />
      <div className="stack-lower">
        <WorkersCard />
        <LogsCard />
      </div>
    </div>
  )
}
