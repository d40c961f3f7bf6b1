import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Input, Label, TextField } from 'react-aria-components'
import { ConfirmDialog } from './ConfirmDialog'
import './fieldInput.css'

export interface ConfirmByNameProps {
  /** The button that opens it. */
  readonly trigger: ReactNode
  readonly title: string
  /** What is lost, all of it. */
  readonly children: ReactNode
  /** What has to be typed. */
  readonly name: string
  readonly action: string
  readonly onConfirm: () => void
}

/** A dialog for what cannot be taken back: it names what is lost, and waits until its name has been typed. */
export function ConfirmByName({ name, ...rest }: ConfirmByNameProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  return (
    <ConfirmDialog
      {...rest}
      variant="danger"
      isDisabled={typed.trim() !== name}
      onOpenChange={() => setTyped('')}
      field={
        <TextField className="confirm-field" value={typed} onChange={setTyped} autoFocus>
          <Label>{t('confirm.type', { name })}</Label>
          <Input className="field-input" dir="ltr" autoComplete="off" spellCheck={false} />
        </TextField>
      }
    />
  )
}
