import { useTranslation } from 'react-i18next'
import type { Named, OfferedFault } from '../../../contract/lab'
import { Id } from '../../components/Id'
import { useSay } from '../../components/useSay'
import { useFormats } from '../../format/FormatsContext'

export interface NamedWordsProps {
  readonly named: Named | null
  /** The fault as it is offered now; undefined when it is offered no more. */
  readonly fault: OfferedFault | undefined
  /** Nobody looks any more. */
  readonly isOver: boolean
}

/** When the doctor named a fault, and how; or that he has not, or has no rule for it. */
export function NamedWords({ named, fault, isOver }: NamedWordsProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const say = useSay()
  if (named === null) {
    const hasRule = fault?.rules.length !== 0
    const word = hasRule ? (isOver ? 'lab.notNamed' : 'lab.notNamedYet') : isOver ? 'lab.noRule' : 'lab.noRuleYet'
    return <span className="muted">{t(word)}</span>
  }
  return (
    <span>
      {t('lab.named', { time: formats.elapsed(named.afterMs) })} <Id>{named.finding}</Id>{' '}
      <span className="muted">{say(named.sentence)}</span>
    </span>
  )
}
