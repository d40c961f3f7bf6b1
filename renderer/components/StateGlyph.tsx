import { memo } from 'react'
import { classes } from './classes'
import './StateGlyph.css'

/** ok: check circle · fail: octagon with a cross · warn: triangle · idle: dashed ring (nothing known, nothing arriving). */
export type GlyphState = 'ok' | 'fail' | 'warn' | 'idle'

export interface StateGlyphProps {
  readonly state: GlyphState
  /** The state in words, for a screen reader. Leave out only where the word stands beside the glyph. */
  readonly label?: string
  readonly size?: 14 | 16 | 20 | 32
}

/** A state's shape and colour. Always goes with a word: visible beside it, or `label`. */
export const StateGlyph = memo(function StateGlyph({ state, label, size = 14 }: StateGlyphProps) {
  return (
    <svg
      className={classes('state-glyph', `state-${state}`)}
      viewBox="0 0 14 14"
      width={size}
      height={size}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      {shapes[state]}
    </svg>
  )
})

const shapes = {
  ok: (
    <>
      <circle cx="7" cy="7" r="6.5" fill="currentColor" />
      <path d="M4 7.2l2.1 2.1L10 5.2" className="state-glyph-mark" strokeWidth="1.7" />
    </>
  ),
  fail: (
    <>
      <path d="M4.1.5h5.8L13.5 4.1v5.8L9.9 13.5H4.1L.5 9.9V4.1z" fill="currentColor" />
      <path d="M4.7 4.7l4.6 4.6m0-4.6L4.7 9.3" className="state-glyph-mark" strokeWidth="1.7" />
    </>
  ),
  warn: (
    <>
      <path d="M7 .9l6.5 11.7H.5z" fill="currentColor" />
      <path d="M7 5v3.6M7 9.9v1.4" className="state-glyph-mark" strokeWidth="1.5" />
    </>
  ),
  idle: <circle cx="7" cy="7" r="5.7" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2.4 2.08" />,
} as const
