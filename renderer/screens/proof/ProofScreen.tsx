import { useTranslation } from 'react-i18next'
import { Card } from '../../components/Card'
import { ErrorFrame } from '../../components/ErrorFrame'
import { StartStackState } from '../../components/StartStackState'
import { isNotStarted, useSnapshot } from '../../state/consoleStore'
import { BackfillCard } from './BackfillCard'
import { CompareCard } from './CompareCard'
import { DifferencesCard } from './DifferencesCard'
import { StoresCard } from './StoresCard'
import '../screen.css'

/** Whether every store holds the same events, what does not, and how it is brought there. */
export function ProofScreen() {
  const { t } = useTranslation()
  const stopped = useSnapshot(isNotStarted)
  const proof = useSnapshot((snapshot) => snapshot.proof) ?? null
  if (stopped === true) {
    return (
      <Card className="screen-fill" heading={1} title={t('proof.title')}>
        <StartStackState title={t('proof.stoppedTitle')} body={t('proof.stoppedBody')} />
      </Card>
    )
  }
  const job = proof?.job ?? null
  const result = proof?.reconcile ?? null
  return (
    <div className="screen-column">
      <ErrorFrame card>
        <CompareCard job={job} result={result} repair={proof?.repair ?? null} />
      </ErrorFrame>
      {result !== null && (
        <ErrorFrame card>
          <StoresCard result={result} />
        </ErrorFrame>
      )}
      {result !== null && (
        <ErrorFrame card>
          <DifferencesCard result={result} />
        </ErrorFrame>
      )}
      <ErrorFrame card>
        <BackfillCard job={job} result={proof?.backfill ?? null} resumable={proof?.resumable ?? null} />
      </ErrorFrame>
    </div>
  )
}
