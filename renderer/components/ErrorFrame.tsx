import { Component, type ErrorInfo, type ReactNode } from 'react'
import { BrokenPart } from './BrokenPart'

export interface ErrorFrameProps {
  /** Draw the failure as a card of its own: where the frame is in a screen and not inside a card. */
  readonly card?: boolean
  /** Draw it above everything in a corner: for what has no place of its own in the window. */
  readonly overlay?: boolean
  /** What takes the failed part away, where it can be. */
  readonly onClose?: () => void
  readonly children: ReactNode
}

interface State {
  readonly thrown: { readonly error: unknown } | null
  readonly components: string
}

/** Holds an error of what it frames: that part shows the failure, all around it continues to work. */
export class ErrorFrame extends Component<ErrorFrameProps, State> {
  override readonly state: State = { thrown: null, components: '' }

  static getDerivedStateFromError(error: unknown): Pick<State, 'thrown'> {
    return { thrown: { error } }
  }

  override componentDidCatch(_error: unknown, { componentStack }: ErrorInfo): void {
    this.setState({ components: componentStack ?? '' })
  }

  override render(): ReactNode {
    const { thrown, components } = this.state
    if (thrown === null) return this.props.children
    return (
      <BrokenPart
        error={thrown.error}
        components={components}
        place={this.props.overlay === true ? 'overlay' : this.props.card === true ? 'card' : 'inside'}
        onRetry={() => this.setState({ thrown: null, components: '' })}
        onClose={this.props.onClose}
      />
    )
  }
}
