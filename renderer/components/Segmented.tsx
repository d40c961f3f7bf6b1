import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import './Segmented.css'

export interface SegmentedProps<Value extends string> {
  /** What is chosen here, for a screen reader. */
  readonly label: string
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly value: Value
  readonly isDisabled?: boolean
  readonly onChange: (value: Value) => void
}

/** A choice of one among few, all in sight. */
export function Segmented<Value extends string>({
  label,
  options,
  value,
  isDisabled = false,
  onChange,
}: SegmentedProps<Value>) {
  return (
    <ToggleButtonGroup
      className="segmented"
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      isDisabled={isDisabled}
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const chosen = options.find((option) => keys.has(option.value))
        if (chosen !== undefined) onChange(chosen.value)
      }}
    >
      {options.map((option) => (
        <ToggleButton key={option.value} id={option.value} className="segmented-option">
          {option.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
