import { visibleControls } from '../format/visibleControls'
import { classes } from './classes'
import './RawText.css'

export interface RawTextProps {
  /** Names the box for a screen reader. */
  readonly label: string
  readonly text: string
  readonly className?: string
}

/** What a machine wrote, as it wrote it: left to right, in a box that scrolls and takes focus for it. */
export function RawText({ label, text, className }: RawTextProps) {
  return (
    <pre className={classes('raw-text', className)} dir="ltr" tabIndex={0} aria-label={label}>
      {visibleControls(text)}
    </pre>
  )
}
