import type { ReactNode } from 'react'
import { Dialog, Modal, ModalOverlay } from 'react-aria-components'
import { useNavigation } from '../state/navigation'
import '../components/Overlay.css'

export interface OverlayProps {
  readonly name: 'palette' | 'shortcuts'
  /** The dialog's name, where it has no heading of slot `title`. */
  readonly label?: string
  readonly children: ReactNode
}

/** A box over the window: Escape or a click beside it closes it. */
export function Overlay({ name, label, children }: OverlayProps) {
  const open = useNavigation((state) => state.overlay === name)
  const show = useNavigation((state) => state.show)
  return (
    <ModalOverlay
      className="overlay"
      isDismissable
      isOpen={open}
      onOpenChange={(opened) => {
        if (!opened) show('none')
      }}
    >
      <Modal className="overlay-box">
        <Dialog className="overlay-dialog" {...(label === undefined ? {} : { 'aria-label': label })}>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
