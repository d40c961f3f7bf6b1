import { useTranslation } from 'react-i18next'
import type { ActiveFault, OfferedFault } from '../../../contract/lab'
import { Button } from '../../components/Button'
import { Card } from '../../components/Card'
import { StateGlyph } from '../../components/StateGlyph'
import { useSay } from '../../components/useSay'
import { useFormats } from '../../format/FormatsContext'
import { useCommand } from '../../state/useCommand'
import { useNow } from '../../state/useNow'
import { NamedWords } from './NamedWords'

export interface ActiveFaultCardProps {
  readonly active: ActiveFault
  readonly faults: readonly OfferedFault[]
}

/** The fault at work: how far it is, whether the doctor has named it, and the button that heals it. */
export function ActiveFaultCard({ active, faults }: ActiveFaultCardProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const say = useSay()
  const now = useNow(500)
  const heal = useCommand('lab.heal')
  const { fault, title, stage, startedAt, injectedAt, healsAt, named } = active
  const isHealed = stage === 'recover' || stage === 'reconcile'
  return (
    <Card
      title={t('lab.active')}
      actions={
        <Button
          size="small"
          variant="primary"
          isDisabled={stage !== 'stand' || heal.pending}
          onPress={() => heal.run({ fault })}
        >
          {t('lab.heal')}
        </Button>
      }
    >
      <div className="lab-active">
        <StateGlyph state={isHealed ? 'warn' : 'fail'} size={20} />
        <div className="lab-fault-words">
          <p className="lab-fault-title">
            {say(title)}{' '}
            <span className="muted small number">{formats.elapsed(Math.max(0, now - (injectedAt ?? startedAt)))}</span>
          </p>
          <p role="status">{t(`lab.stage.${stage}`)}</p>
          <p>
            <NamedWords
              named={named}
              fault={faults.find(({ id }) => id === fault)}
              isOver={stage !== 'inject' && stage !== 'stand'}
            />
          </p>
          {healsAt !== null && (
            <p className="small muted number">
              {t('lab.healsIn', { time: formats.duration(Math.max(0, healsAt - now)) })}
            </p>
          )}
        </div>
      </div>
    </Card>
  )
}
