import { useTranslation } from 'react-i18next'
import { useNames } from '../i18n/useNames'
import { runCommand } from '../state/runCommand'
import { Button } from './Button'

/** Starts the doctor's process again where it has ended. */
export function RestartDoctorButton() {
  const { t } = useTranslation()
  const { name } = useNames()
  return (
    <Button size="small" variant="primary" onPress={() => void runCommand('worker.restart', { name: 'doctor' })}>
      {t('action.restartWorker', { name: name('doctor') })}
    </Button>
  )
}
