import { memo } from 'react'
import { highlightParts } from './highlightParts'
import './Highlight.css'

/** A text with what was searched for marked in it. */
export const Highlight = memo(function Highlight({ text, needle }: { readonly text: string; readonly needle: string }) {
  if (needle === '') return text
  return highlightParts(text, needle).map((part, index) =>
    part.match ? (
      <mark key={index} className="highlight">
        {part.text}
      </mark>
    ) : (
      <span key={index}>{part.text}</span>
    ),
  )
})
