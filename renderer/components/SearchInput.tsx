import { Search } from 'lucide-react'
import './SearchInput.css'

export interface SearchInputProps {
  /** The field's name; also shown while it is empty. */
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}

/** A field that narrows what is shown below it. Escape empties it. */
export function SearchInput({ label, value, onChange }: SearchInputProps) {
  return (
    <span className="search-input">
      <Search size={14} aria-hidden />
      <input
        type="search"
        dir="auto"
        aria-label={label}
        placeholder={label}
        value={value}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && value !== '') {
            event.preventDefault()
            onChange('')
          }
        }}
      />
    </span>
  )
}
