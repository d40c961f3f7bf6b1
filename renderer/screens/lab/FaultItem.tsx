import { Zap } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { OfferedFault } from '../../../contract/lab'
import { Button } from '../../components/Button'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { useSay } from '../../components/useSay'
import { useCommand } from '../../state/useCommand'

export interface FaultItemProps {
  readonly fault: OfferedFault
  /** A fault is at work, this or another. */
  readonly isBusy: boolean
}

/** A fault: what it does and what one should see; injecting asks once. */
export function FaultItem({ fault, isBusy }: FaultItemProps) {
  const { t } = useTranslation()
  const say = useSay()
  const inject = useCommand('lab.inject')
  const { id, title, does, expect, passes, unavailable } = fault
  return (
    <li className="lab-fault">
      <div className="lab-fault-words">
        <p className="lab-fault-title">{say(title)}</p>
        <p className="small">{say(does)}</p>
        <p className="small muted">{say(expect)}</p>
        {unavailable !== null && <p className="small">{say(unavailable)}</p>}
      </div>
      <ConfirmDialog
        trigger={
          <Button
            size="small"
            icon={<Zap size={14} aria-hidden />}
            isDisabled={isBusy || inject.pending || unavailable !== null}
            aria-label={`${t('lab.inject')}: ${say(title)}`}
          >
            {t('lab.inject')}
          </Button>
        }
        title={t('lab.confirmTitle', { title: say(title) })}
        action={t('lab.inject')}
        variant="danger"
        onConfirm={() => inject.run({ fault: id })}
      >
        <p>{say(does)}</p>
        <p>{t(passes ? 'lab.confirmPasses' : 'lab.confirmStands')}</p>
      </ConfirmDialog>
    </li>
  )
}
