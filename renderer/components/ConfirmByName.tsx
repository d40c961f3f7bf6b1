import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog, DialogTrigger, Heading, Input, Label, Modal, ModalOverlay, TextField } from 'react-aria-components'
import { Button } from './Button'
import './ConfirmByName.css'
import './fieldInput.css'
import './Overlay.css'

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
export function ConfirmByName({ trigger, title, children, name, action, onConfirm }: ConfirmByNameProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  return (
    <DialogTrigger
      onOpenChange={() => {
        setTyped('')
      }}
    >
      {trigger}
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="overlay-box">
          <Dialog className="overlay-dialog confirm" role="alertdialog">
            {({ close }) => (
              <>
                <Heading slot="title" className="confirm-title">
                  {title}
                </Heading>
                <div className="confirm-body">{children}</div>
                <TextField className="confirm-field" value={typed} onChange={setTyped} autoFocus>
                  <Label>{t('confirm.type', { name })}</Label>
                  <Input className="field-input" dir="ltr" autoComplete="off" spellCheck={false} />
                </TextField>
                <div className="confirm-actions">
                  <Button onPress={close}>{t('confirm.cancel')}</Button>
                  <Button
                    variant="danger"
                    isDisabled={typed.trim() !== name}
                    onPress={() => {
                      onConfirm()
                      close()
                    }}
                  >
                    {action}
                  </Button>
                </div>
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  )
}
