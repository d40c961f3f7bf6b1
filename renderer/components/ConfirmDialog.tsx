import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { Button, type ButtonProps } from './Button'
import './ConfirmDialog.css'
import './Overlay.css'

export interface ConfirmDialogProps {
  /** The button that opens it. */
  readonly trigger: ReactNode
  readonly title: string
  /** What will happen. */
  readonly children: ReactNode
  /** Below it: what has to be typed, for one. */
  readonly field?: ReactNode
  readonly action: string
  readonly variant?: NonNullable<ButtonProps['variant']>
  readonly isDisabled?: boolean
  readonly onConfirm: () => void
  readonly onOpenChange?: () => void
}

/** A dialog that says what will happen and waits for a second press. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { trigger, title, children, field, action, variant = 'primary', isDisabled = false, onConfirm } = props
  const { t } = useTranslation()
  return (
    <DialogTrigger onOpenChange={() => props.onOpenChange?.()}>
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
                {field}
                <div className="confirm-actions">
                  <Button onPress={close}>{t('confirm.cancel')}</Button>
                  <Button
                    variant={variant}
                    isDisabled={isDisabled}
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
