import { FieldError, Input, TextField } from 'react-aria-components'
import './fieldInput.css'
import './NumberInput.css'

/** A field for a whole number typed in any digits; `error` in words, null when it is right. */
export function NumberInput({
  label,
  text,
  error,
  onChange,
  onSubmit,
}: {
  readonly label: string
  readonly text: string
  readonly error: string | null
  readonly onChange: (text: string) => void
  readonly onSubmit: () => void
}) {
  return (
    <TextField
      className="number-input"
      aria-label={label}
      value={text}
      onChange={onChange}
      isInvalid={error !== null}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onSubmit()
      }}
    >
      <Input className="field-input" inputMode="numeric" dir="ltr" autoComplete="off" spellCheck={false} />
      <FieldError className="number-input-error">{error}</FieldError>
    </TextField>
  )
}
