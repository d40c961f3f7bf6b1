import { useId, type ReactNode } from 'react'
import { classes } from './classes'
import { ErrorFrame } from './ErrorFrame'
import './Card.css'

export interface CardProps {
  readonly title: ReactNode
  /** Short words beside the title. */
  readonly meta?: ReactNode
  /** Controls at the end of the header. */
  readonly actions?: ReactNode
  /** The title as the page's first heading. */
  readonly heading?: 1 | 2
  /** Leave out the body's padding: for tables and charts that reach the edges. */
  readonly flush?: boolean
  /** Let the body scroll instead of the page. */
  readonly scroll?: boolean
  readonly className?: string | undefined
  readonly children: ReactNode
}

/** A named panel: header with title, meta and actions, and a body that holds its own errors. */
export function Card({ title, meta, actions, heading = 2, flush, scroll, className, children }: CardProps) {
  const id = useId()
  const Heading = heading === 1 ? 'h1' : 'h2'
  return (
    <section className={classes('card', className)} aria-labelledby={id}>
      <header className="card-header">
        <Heading id={id} className="card-title">
          {title}
        </Heading>
        {meta !== undefined && <span className="card-meta">{meta}</span>}
        {actions !== undefined && <div className="card-actions">{actions}</div>}
      </header>
      <div
        className={classes('card-body', flush && 'card-body-flush', scroll && 'card-body-scroll')}
        // What scrolls must be reachable by keyboard.
        {...(scroll ? { tabIndex: 0, role: 'group', 'aria-labelledby': id } : {})}
      >
        <ErrorFrame>{children}</ErrorFrame>
      </div>
    </section>
  )
}
