import { useTranslation } from 'react-i18next'
import { Card } from '../../components/Card'
import { EmptyState } from '../../components/EmptyState'
import { ErrorFrame } from '../../components/ErrorFrame'
import { RestartDoctorButton } from '../../components/RestartDoctorButton'
import { StartStackState } from '../../components/StartStackState'
import { StateGlyph } from '../../components/StateGlyph'
import { Waiting } from '../../components/Waiting'
import { useFormats } from '../../format/FormatsContext'
import { isDoctorDown, isNotStarted, useSnapshot } from '../../state/consoleStore'
import { ActionsCard } from './ActionsCard'
import { BundleButton } from './BundleButton'
import { FindingItem } from './FindingItem'
import { FixAllButton } from './FixAllButton'
import '../screen.css'
import './DoctorScreen.css'

/** What is broken and why, how it is mended, and what was done. */
export function DoctorScreen() {
  const { t } = useTranslation()
  const formats = useFormats()
  const stopped = useSnapshot(isNotStarted)
  const isDown = useSnapshot(isDoctorDown)
  const doctor = useSnapshot((snapshot) => snapshot.doctor) ?? null
  if (stopped === true) {
    return (
      <Card className="screen-fill" heading={1} title={t('doctor.title')} actions={<BundleButton />}>
        <StartStackState title={t('doctor.stoppedTitle')} body={t('doctor.stoppedBody')} />
      </Card>
    )
  }
  if (doctor === null) {
    return (
      <Card className="screen-fill" heading={1} title={t('doctor.title')} actions={<BundleButton />}>
        {isDown === true ? (
          <EmptyState
            icon={<StateGlyph state="fail" size={32} />}
            title={t('fact.doctor_down')}
            body={t('factRemedy.doctor_down')}
            action={<RestartDoctorButton />}
          />
        ) : (
          <Waiting what={t('doctor.waiting')} />
        )}
      </Card>
    )
  }
  const { findings, fixing, rules, actions } = doctor
  return (
    <div className="screen-column">
      <Card
        className="screen-fill"
        heading={1}
        title={t('doctor.title')}
        meta={
          findings.length === 0
            ? undefined
            : t('doctor.count', { count: findings.length, n: formats.count(findings.length) })
        }
        actions={
          <>
            <BundleButton />
            <FixAllButton findings={findings} fixing={fixing} />
          </>
        }
        flush
        scroll
      >
        {findings.length === 0 ? (
          <EmptyState
            icon={<StateGlyph state="ok" size={32} />}
            title={t('doctor.nothing')}
            body={t('doctor.looked', { count: rules, n: formats.count(rules) })}
          />
        ) : (
          <ul className="doctor-findings">
            {findings.map((finding) => (
              <FindingItem key={finding.id} finding={finding} fixing={fixing} />
            ))}
          </ul>
        )}
      </Card>
      <ErrorFrame card>
        <ActionsCard actions={actions} isBusy={fixing !== null} />
      </ErrorFrame>
    </div>
  )
}
