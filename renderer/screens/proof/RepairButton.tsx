import { Wrench } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ReconcileResult } from '../../../contract/proof'
import { Button } from '../../components/Button'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { useFormats } from '../../format/FormatsContext'
import { useSnapshot } from '../../state/consoleStore'
import { useCommand } from '../../state/useCommand'

/** Mends what a comparison found. With services of others it says what will be written there, and asks. */
export function RepairButton({
  result,
  isDisabled,
}: {
  readonly result: ReconcileResult
  readonly isDisabled: boolean
}) {
  const { t } = useTranslation()
  const formats = useFormats()
  const repair = useCommand('reconcile.repair')
  const isRemote = useSnapshot((snapshot) => snapshot.stack.kind) === 'remote'
  const { lost, altered, wrong } = result.totals
  const text = t('proof.repairWrites', { count: lost + altered, n: formats.count(lost + altered) })
  const button = (onPress?: () => void) => (
    <Button
      icon={<Wrench size={14} aria-hidden />}
      isDisabled={isDisabled || repair.pending}
      {...(onPress === undefined ? {} : { onPress })}
    >
      {t('proof.repair')}
    </Button>
  )
  if (!isRemote) return button(() => repair.run({ agreed: false }))
  return (
    <ConfirmDialog
      trigger={button()}
      title={t('proof.repairRemoteTitle')}
      action={t('proof.repairAgree')}
      onConfirm={() => repair.run({ agreed: true })}
    >
      {lost + altered > 0 && <p>{text}</p>}
      {wrong > 0 && <p>{t('proof.repairRebuilds')}</p>}
    </ConfirmDialog>
  )
}
