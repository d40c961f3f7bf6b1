import { useTranslation } from 'react-i18next'
import type { DoctorSnapshot, Finding } from '../../../contract/doctor'
import { Button } from '../../components/Button'
import { useCommand } from '../../state/useCommand'

/** Runs the safe fix of everything found, causes first; not shown where fewer than two have one. */
export function FixAllButton({
  findings,
  fixing,
}: {
  readonly findings: readonly Finding[]
  readonly fixing: DoctorSnapshot['fixing']
}) {
  const { t } = useTranslation()
  const all = useCommand('doctor.fixAll')
  const fixable = findings.filter(({ fixes }) => fixes.some(({ safe }) => safe))
  if (fixable.length < 2) return null
  return (
    <Button size="small" isDisabled={fixing !== null || all.pending} onPress={() => all.run({})}>
      {t('doctor.fixAll')}
    </Button>
  )
}
