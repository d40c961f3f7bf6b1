import { useTranslation } from 'react-i18next'
import type { CommandInput } from '../../../contract/commands'
import { Button } from '../../components/Button'
import { Id } from '../../components/Id'
import { runCommand } from '../../state/runCommand'
import './PathChoice.css'

/** A file of this machine: only the system's own dialog chooses one, and the page is given its path. */
export function PathChoice({
  label,
  purpose,
  path,
  none,
  isDisabled = false,
  onChange,
}: {
  readonly label: string
  readonly purpose: CommandInput<'file.choose'>['purpose']
  readonly path: string | null
  /** Shown where none is chosen. */
  readonly none: string
  readonly isDisabled?: boolean
  readonly onChange: (path: string | null) => void
}) {
  const { t } = useTranslation()
  const choose = (): void => {
    void runCommand('file.choose', { purpose }).then((answer) => {
      if (answer !== null && answer.value !== null) onChange(answer.value)
    })
  }
  return (
    <div className="path-choice" role="group" aria-label={label}>
      {path === null ? <span className="muted small">{none}</span> : <Id className="small">{path}</Id>}
      <Button size="small" isDisabled={isDisabled} onPress={choose}>
        {t('settings.chooseFile')}
      </Button>
      {path !== null && (
        <Button size="small" variant="quiet" isDisabled={isDisabled} onPress={() => onChange(null)}>
          {t('settings.removeFile')}
        </Button>
      )}
    </div>
  )
}
