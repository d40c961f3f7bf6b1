import type { ReactNode } from 'react'
import './SettingRow.css'

/** One setting: its name and what it does at the start, its control at the end. */
export function SettingRow({
  label,
  hint,
  children,
}: {
  readonly label: string
  readonly hint?: string
  readonly children: ReactNode
}) {
  return (
    <div className="setting">
      <div className="setting-text">
        <p className="setting-label">{label}</p>
        {hint !== undefined && <p className="setting-hint">{hint}</p>}
      </div>
      <div className="setting-control">{children}</div>
    </div>
  )
}
