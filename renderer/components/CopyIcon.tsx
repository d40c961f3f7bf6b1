import { Check, SquareTerminal } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Tooltip, TooltipTrigger } from 'react-aria-components'
import { Button } from './Button'
import { useCopy } from './useCopy'

/** Copies a terminal command and says on itself whether that worked; the command is shown before it is copied. */
export function CopyIcon({ text, label }: { readonly text: string; readonly label: string }) {
  const { t } = useTranslation()
  const { copied, copy, reset } = useCopy()
  const words = { no: label, yes: t('failure.copied'), refused: t('failure.copyRefused') }[copied]
  return (
    <TooltipTrigger delay={300} closeDelay={0}>
      <Button
        size="small"
        variant="quiet"
        icon={copied === 'yes' ? <Check size={14} aria-hidden /> : <SquareTerminal size={14} aria-hidden />}
        aria-label={words}
        onPress={() => copy(text)}
        onBlur={reset}
      />
      <Tooltip className="tooltip">
        {words} <bdi dir="ltr">{text}</bdi>
      </Tooltip>
    </TooltipTrigger>
  )
}
