import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { known } from '../../../contract/known'
import { Card } from '../../components/Card'
import { EmptyState } from '../../components/EmptyState'
import { ErrorFrame } from '../../components/ErrorFrame'
import { PullProgress } from '../../components/PullProgress'
import { useConsoleStore } from '../../state/consoleStore'
import { useMediaQuery } from '../../state/useMediaQuery'
import { compareCounts, findAttention } from './attention'
import { AttentionPanel } from './AttentionPanel'
import { FlowMap } from './FlowMap'
import { FreshnessRuler } from './FreshnessRuler'
import { NewestEvents } from './NewestEvents'
import { PartsPanel } from './PartsPanel'
import { derivePipeline } from './pipelineState'
import { RatePanel } from './RatePanel'
import { StartFailedPanel } from './StartFailedPanel'
import { StartTimeline } from './StartTimeline'
import { StoppedPanel } from './StoppedPanel'
import { TopList } from './TopList'
import '../screen.css'
import './PipelineScreen.css'

/** Home: does data flow, does it keep the budget, what is at the top, what is wrong. */
export function PipelineScreen() {
  const { t } = useTranslation()
  const snapshot = useConsoleStore((state) => state.snapshot)
  const state = useMemo(() => (snapshot === null ? null : derivePipeline(snapshot)), [snapshot])
  if (snapshot === null || state === null) return <EmptyState title={t('app.connecting')} />
  const { stack, pipeline, settings } = snapshot
  // The stack calls a part broken later than the doctor, and knows nothing of the connector.
  const phase = stack.phase === 'ready' && state.cause !== null ? 'degraded' : stack.phase
  // “Every number is live” is said only where it is true.
  const hasUnknown = phase === 'ready' && Object.values(state.nodes).some((node) => node.kind === 'unknown')

  return (
    <div className="screen-column">
      <Card
        title={t('screens.pipeline')}
        heading={1}
        meta={hasUnknown ? undefined : t(`pipeline.phase.${phase}`)}
        className="pipeline-map"
      >
        <FlowMap state={state} pipeline={pipeline} />
      </Card>
      {(stack.phase === 'stopped' || stack.phase === 'partial') && (
        <ErrorFrame card>
          <StoppedPanel stack={stack} settings={settings} />
        </ErrorFrame>
      )}
      {stack.phase === 'starting' && (
        <ErrorFrame card>
          {stack.pull !== null && <PullProgress pull={stack.pull} />}
          <StartTimeline stack={stack} />
        </ErrorFrame>
      )}
      {stack.phase === 'failed' && (
        <ErrorFrame card>
          <StartFailedPanel stack={stack} />
        </ErrorFrame>
      )}
      {(stack.phase === 'ready' || stack.phase === 'degraded' || stack.phase === 'stopping') && (
        <>
          <ErrorFrame card>
            <FreshnessRuler freshness={pipeline?.freshness ?? null} state={state} />
          </ErrorFrame>
          <ErrorFrame card>
            <Below isBroken={state.cause !== null} />
          </ErrorFrame>
        </>
      )}
    </div>
  )
}

function Below({ isBroken }: { readonly isBroken: boolean }) {
  const snapshot = useConsoleStore((state) => state.snapshot)
  const attention = useMemo(() => (snapshot === null ? null : findAttention(snapshot)), [snapshot])
  const counts = useMemo(() => (snapshot === null ? null : compareCounts(snapshot)), [snapshot])
  const hasRoom = useMediaQuery('(min-width: 1500px) and (min-height: 900px)')
  if (snapshot === null || attention === null || counts === null) return null
  const { stack, workers, pipeline, notices } = snapshot
  return (
    <div className="pipeline-below">
      <ErrorFrame card>
        <TopList />
      </ErrorFrame>
      <div className="pipeline-column">
        <ErrorFrame card>
          <RatePanel rates={pipeline?.rates ?? null} />
        </ErrorFrame>
        {hasRoom && (
          <ErrorFrame card>
            <NewestEvents />
          </ErrorFrame>
        )}
      </div>
      <div className="pipeline-column">
        <ErrorFrame card>
          <AttentionPanel
            attention={attention}
            fixing={snapshot.doctor?.fixing ?? null}
            notices={notices}
            isBroken={isBroken}
            counts={counts}
            snapshot={{
              workers,
              services: stack.services.length,
              connector: known(pipeline?.connector)?.state ?? null,
            }}
          />
        </ErrorFrame>
        {hasRoom && (
          <ErrorFrame card>
            <PartsPanel services={stack.services} workers={workers} />
          </ErrorFrame>
        )}
      </div>
    </div>
  )
}
