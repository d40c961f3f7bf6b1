import { ErrorFrame } from '../../components/ErrorFrame'
import { useSnapshot } from '../../state/consoleStore'
import { EngineCard } from './EngineCard'
import { LogsCard } from './LogsCard'
import { ServicesCard } from './ServicesCard'
import { WorkersCard } from './WorkersCard'
import '../screen.css'
import './StackScreen.css'

/** Services, workers, and what all of them write. */
export function StackScreen() {
  const kind = useSnapshot((snapshot) => snapshot.stack.kind)
  return (
    <div className="screen-column">
      {kind === 'docker' && (
        <ErrorFrame card>
          <EngineCard />
        </ErrorFrame>
      )}
      <ErrorFrame card>
        <ServicesCard />
      </ErrorFrame>
      <div className="stack-lower">
        <ErrorFrame card>
          <WorkersCard />
        </ErrorFrame>
        <ErrorFrame card>
          <LogsCard />
        </ErrorFrame>
      </div>
    </div>
  )
}
