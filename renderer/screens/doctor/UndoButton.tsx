import { Undo2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Said } from '../../../contract/said'
import { Button } from '../../components/Button'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { useSay } from '../../components/useSay'
import { useCommand } from '../../state/useCommand'

export interface UndoButtonProps {
  /** Tells the action. */
  readonly at: number
  /** What taking it back does. */
  readonly summary: Said
  readonly isBusy: boolean
}

/** Takes a fix back, after a second press: what the doctor found then is found again. */
export function UndoButton({ at, summary, isBusy }: UndoButtonProps) {
  const { t } = useTranslation()
  const say = useSay()
  const command = useCommand('doctor.undo')
  const trigger = (
    <Button
      size="small"
      icon={<Undo2 className="mirrored" size={14} aria-hidden />}
      isDisabled={isBusy || command.pending}
      aria-label={say(summary)}
    >
      {t('doctor.undo')}
    </Button>
  )
  return (
    <ConfirmDialog
      trigger={trigger}
      title={t('doctor.undoTitle')}
      action={t('doctor.undo')}
      onConfirm={() => command.run({ at, agreed: true })}
    >
      <p>{say(summary)}</p>
      <p>{t('doctor.undoWarning')}</p>
    </ConfirmDialog>
  )
}
