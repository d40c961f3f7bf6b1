import { Wrench } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { DoctorSnapshot, OfferedFix } from '../../../contract/doctor'
import { Button } from '../Button'
import { ConfirmDialog } from '../ConfirmDialog'
import { useFormats } from '../../format/FormatsContext'
import { useCommand } from '../../state/useCommand'
import { useNow } from '../../state/useNow'
import { useSay } from '../useSay'
import './FixButton.css'

export interface FixButtonProps {
  readonly finding: string
  readonly fix: OfferedFix
  readonly isFirst: boolean
  /** A fix is under way, this or another. */
  readonly isBusy: boolean
  /** This one, when it is under way. */
  readonly running: NonNullable<DoctorSnapshot['fixing']> | null
}

/** A fix: what it will do, and its button. One that is not safe says what it cannot take back, and waits for a second press. */
export function FixButton({ finding, fix, isFirst, isBusy, running }: FixButtonProps) {
  const { t } = useTranslation()
  const say = useSay()
  const command = useCommand('doctor.fix')
  const run = (agreed: boolean): void => command.run({ finding, fix: fix.id, agreed })
  const button = (onPress?: () => void) => (
    <Button
      size="small"
      variant={isFirst ? 'primary' : 'plain'}
      icon={<Wrench size={14} aria-hidden />}
      isDisabled={isBusy || command.pending}
      aria-label={say(fix.summary)}
      {...(onPress === undefined ? {} : { onPress })}
    >
      {t('doctor.fix')}
    </Button>
  )
  return (
    <div className="fix">
      {fix.safe ? (
        button(() => run(false))
      ) : (
        <ConfirmDialog
          trigger={button()}
          title={t('doctor.confirmTitle')}
          action={t('doctor.fix')}
          onConfirm={() => run(true)}
        >
          <p>{say(fix.summary)}</p>
          {fix.warning !== null && <p>{say(fix.warning)}</p>}
        </ConfirmDialog>
      )}
      <span className="small">{running === null ? say(fix.summary) : <FixProgress running={running} />}</span>
    </div>
  )
}

function FixProgress({ running }: { readonly running: NonNullable<DoctorSnapshot['fixing']> }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const now = useNow(250)
  return (
    <span role="status">
      {t(`doctor.stage.${running.stage}`)}{' '}
      <span className="muted number">{formats.elapsed(Math.max(0, now - running.startedAt))}</span>
    </span>
  )
}
