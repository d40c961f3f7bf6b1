import { Input, Label, TextField } from 'react-aria-components'
import '../../components/fieldInput.css'

/** A line of a remote profile: addresses, names and paths, always written from left to right. */
export function RemoteField({
  label,
  text,
  type = 'text',
  isDisabled,
  isWrong = false,
  onChange,
}: {
  readonly label: string
  readonly text: string
  readonly type?: 'text' | 'password'
  readonly isDisabled: boolean
  readonly isWrong?: boolean
  readonly onChange: (text: string) => void
}) {
  return (
    <TextField
      className="remote-field"
      type={type}
      value={text}
      isDisabled={isDisabled}
      isInvalid={isWrong}
      onChange={onChange}
    >
      <Label>{label}</Label>
      <Input className="field-input" dir="ltr" autoComplete="off" spellCheck={false} />
    </TextField>
  )
}
