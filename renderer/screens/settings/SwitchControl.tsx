import './SwitchControl.css'

/** On or off, with the word beside it. */
export function SwitchControl({
  label,
  word,
  isOn,
  onChange,
}: {
  readonly label: string
  /** The state as a word. */
  readonly word: string
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}) {
  return (
    <button
      type="button"
      role="switch"
      className="switch"
      aria-label={label}
      aria-checked={isOn}
      onClick={() => onChange(!isOn)}
    >
      <span className="switch-word" aria-hidden>
        {word}
      </span>
      <span className="switch-track" aria-hidden>
        <span className="switch-thumb" />
      </span>
    </button>
  )
}
