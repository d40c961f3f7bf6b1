import { useTranslation } from 'react-i18next'
import type { ServiceSnapshot } from '../../../contract/snapshot'
import { FailureNote } from '../../components/FailureNote'
import { RawText } from '../../components/RawText'
import { useNames } from '../../i18n/useNames'
import './ServiceTrouble.css'

/** Why a service is not there, with the last lines it wrote; nothing while it runs or was stopped on purpose. */
export function ServiceTrouble({ service }: { readonly service: ServiceSnapshot }) {
  const { t } = useTranslation()
  const { name } = useNames()
  if (service.failure === null || service.state === 'running') return null
  const label = t('stack.lastLines', { name: name(service.name) })
  return (
    <div className="service-trouble">
      <FailureNote failure={service.failure} tone={service.state === 'failed' ? 'fail' : 'warn'} />
      {service.lastLog.length > 0 && (
        <figure className="service-last-lines">
          <figcaption>{label}</figcaption>
          <RawText label={label} text={service.lastLog.join('\n')} />
        </figure>
      )}
    </div>
  )
}
