import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../format/FormatsContext'
import type { QuantityPart } from '../format/formats'
import './Quantity.css'

/** A number with its unit drawn smaller, in the locale's order. */
export const Quantity = memo(function Quantity({ parts }: { readonly parts: readonly QuantityPart[] }) {
  return (
    <span className="quantity">
      {parts.map((part, index) => (
        <span key={index} className={part.kind === 'unit' ? 'quantity-unit' : undefined}>
          {part.text}
        </span>
      ))}
    </span>
  )
})

// A private-use character: no message contains it.
const marker = '\uE000'

/** Something per second: `201/s` in the locale's words. */
export const Rate = memo(function Rate({ value }: { readonly value: number }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const [before = '', after = ''] = t('unit.perSecond', { n: marker }).split(marker)
  const parts: QuantityPart[] = [
    { kind: 'unit', text: before },
    { kind: 'number', text: formats.rateNumber(value) },
    { kind: 'unit', text: after },
  ]
  return <Quantity parts={parts.filter((part) => part.text !== '')} />
})
