import type { ReactNode } from 'react'
import './EmptyState.css'

export interface EmptyStateProps {
  readonly icon?: ReactNode
  /** What will appear here. */
  readonly title: string
  readonly body?: ReactNode
  /** The step that makes it appear. */
  readonly action?: ReactNode
}

/** In place of an empty panel. */
export function EmptyState({ icon, title, body, action }: EmptyStateProps) {
  return (
    <div className="empty-state">
      {icon}
      <p className="empty-state-title">{title}</p>
      {body !== undefined && <p className="empty-state-body">{body}</p>}
      {action}
    </div>
  )
}
