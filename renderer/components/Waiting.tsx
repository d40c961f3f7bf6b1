import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../format/FormatsContext'
import { useNow } from '../state/useNow'
import './Waiting.css'

/** While something is read for the first time: nothing for a moment, then words, and after a second the time it takes. */
export function Waiting({ what }: { readonly what: string }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const [began] = useState(() => Date.now())
  const elapsed = useNow(100) - began
  return (
    <div className="waiting" role="status" aria-label={what}>
      {elapsed >= 300 && (
        <span aria-hidden>
          {elapsed < 1000 ? what : t('reading.waiting', { what, elapsed: formats.elapsed(elapsed) })}
        </span>
      )}
    </div>
  )
}
