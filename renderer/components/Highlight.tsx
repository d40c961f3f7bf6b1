import { memo } from 'react'
import { visibleControls } from '../format/visibleControls'
import { highlightParts } from './highlightParts'
import './Highlight.css'

/** A text of a machine with what was searched for marked in it, its control characters made visible. */
export const Highlight = memo(function Highlight({ text, needle }: { readonly text: string; readonly needle: string }) {
  const shown = visibleControls(text)
  if (needle === '') return shown
  return highlightParts(shown, needle).map((part, index) =>
    part.match ? (
      <mark key={index} className="highlight">
        {part.text}
      </mark>
    ) : (
      <span key={index}>{part.text}</span>
    ),
  )
})
