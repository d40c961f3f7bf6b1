import { useTranslation } from 'react-i18next'
import { Card } from '../../components/Card'
import { EmptyState } from '../../components/EmptyState'
import { ErrorFrame } from '../../components/ErrorFrame'
import { FailureNote } from '../../components/FailureNote'
import { StartStackState } from '../../components/StartStackState'
import { StateGlyph } from '../../components/StateGlyph'
import { Waiting } from '../../components/Waiting'
import { useFormats } from '../../format/FormatsContext'
import { isNotStarted, useSnapshot } from '../../state/consoleStore'
import { useLiveQuery } from '../../state/useLiveQuery'
import { ActiveFaultCard } from './ActiveFaultCard'
import { FaultItem } from './FaultItem'
import { OutcomesCard } from './OutcomesCard'
import '../screen.css'
import './LabScreen.css'

/** The lab's process ends after a minute without work: asked more often than that, it stays while somebody looks. */
const askEveryMs = 30_000

/** Breaks a hop on purpose: what can be broken, what is, when the doctor named it, and what came of it. */
export function LabScreen() {
  const { t } = useTranslation()
  const formats = useFormats()
  const stopped = useSnapshot(isNotStarted)
  const kind = useSnapshot(({ stack }) => stack.kind)
  const seen = useSnapshot((snapshot) => snapshot.lab) ?? null
  const isRemote = kind === 'remote'
  const asked = useLiveQuery('lab.list', stopped === false && !isRemote ? {} : null, askEveryMs)
  const lab = seen ?? asked.value
  if (isRemote) {
    return (
      <Card className="screen-fill" heading={1} title={t('lab.title')}>
        <EmptyState
          icon={<StateGlyph state="idle" size={32} />}
          title={t('lab.remoteTitle')}
          body={t('lab.remoteBody')}
        />
      </Card>
    )
  }
  if (stopped === true) {
    return (
      <Card className="screen-fill" heading={1} title={t('lab.title')}>
        <StartStackState title={t('lab.stoppedTitle')} body={t('lab.stoppedBody')} />
      </Card>
    )
  }
  if (lab === null) {
    return (
      <Card className="screen-fill" heading={1} title={t('lab.title')}>
        {asked.failure === null ? <Waiting what={t('lab.waiting')} /> : <FailureNote failure={asked.failure} />}
      </Card>
    )
  }
  const { faults, active, outcomes } = lab
  return (
    <div className="screen-column">
      <Card
        className="screen-fill"
        heading={1}
        title={t('lab.title')}
        meta={t('lab.count', { count: faults.length, n: formats.count(faults.length) })}
        flush
        scroll
      >
        <p className="lab-warning">
          <StateGlyph state="warn" label={t('glyph.warn')} size={16} />
          <span>{t('lab.warning')}</span>
        </p>
        <ul>
          {faults.map((fault) => (
            <FaultItem key={fault.id} fault={fault} isBusy={active !== null} />
          ))}
        </ul>
      </Card>
      {active !== null && (
        <ErrorFrame card>
          <ActiveFaultCard active={active} faults={faults} />
        </ErrorFrame>
      )}
      <ErrorFrame card>
        <OutcomesCard outcomes={outcomes} faults={faults} />
      </ErrorFrame>
    </div>
  )
}
