import { useState } from 'react'
import { Input, TextField } from 'react-aria-components'
import '../../components/fieldInput.css'
import './PathInput.css'

/** A field for a path; empty means null. Kept when it is left, or by Enter. */
export function PathInput({
  label,
  path,
  placeholder,
  onChange,
}: {
  readonly label: string
  readonly path: string | null
  readonly placeholder: string
  readonly onChange: (path: string | null) => void
}) {
  // Null while nothing is being typed: then the field follows the settings.
  const [draft, setDraft] = useState<string | null>(null)
  const keep = (): void => {
    if (draft === null) return
    const typed = draft.trim() === '' ? null : draft.trim()
    if (typed !== path) onChange(typed)
    setDraft(null)
  }
  return (
    <TextField
      className="path-input"
      aria-label={label}
      value={draft ?? path ?? ''}
      onChange={setDraft}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep()
      }}
    >
      <Input className="field-input" dir="ltr" placeholder={placeholder} autoComplete="off" spellCheck={false} />
    </TextField>
  )
}
