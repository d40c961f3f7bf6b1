import { useTranslation } from 'react-i18next'
import { Button as AriaButton, Tooltip, TooltipTrigger } from 'react-aria-components'
import type { ServiceSnapshot } from '../../../contract/snapshot'
import { Id } from '../../components/Id'
import { StateGlyph } from '../../components/StateGlyph'
import './PortCell.css'

/** The port in use; where the wanted one was taken, that too, and by whom. Ports keep 0–9, as they are typed. */
export function PortCell({ service }: { readonly service: Pick<ServiceSnapshot, 'port' | 'portTaken'> }) {
  const { t } = useTranslation()
  const { port, portTaken } = service
  if (portTaken === null || portTaken.wanted === port) return <Id>{port}</Id>
  const wanted = String(portTaken.wanted)
  const why =
    portTaken.owner === ''
      ? t('stack.portWantedTaken', { wanted })
      : t('stack.portWantedBy', { wanted, owner: portTaken.owner })
  return (
    <span className="port-cell">
      <Id>{port}</Id>
      <TooltipTrigger delay={200}>
        <AriaButton className="port-taken" aria-label={why}>
          <StateGlyph state="warn" />
          <s className="id">{wanted}</s>
        </AriaButton>
        <Tooltip className="tooltip">{why}</Tooltip>
      </TooltipTrigger>
    </span>
  )
}
