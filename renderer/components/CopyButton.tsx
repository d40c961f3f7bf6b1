import { Check, Copy } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from './Button'
import { useCopy } from './useCopy'

export interface CopyButtonProps {
  /** Called when pressed, so that a long text is put together only then. */
  readonly text: () => string
  /** In place of “Copy”. */
  readonly label?: string
  readonly isDisabled?: boolean
}

/** Copies a text and says on itself whether that worked. */
export function CopyButton({ text, label, isDisabled }: CopyButtonProps) {
  const { t } = useTranslation()
  const { copied, copy, reset } = useCopy()
  const words = {
    no: label ?? t('failure.copy'),
    yes: t('failure.copied'),
    refused: t('failure.copyRefused'),
  }[copied]
  return (
    <Button
      size="small"
      icon={copied === 'yes' ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      isDisabled={isDisabled ?? false}
      onPress={() => copy(text())}
      onBlur={reset}
    >
      {words}
    </Button>
  )
}
