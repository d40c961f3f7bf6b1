import { Play } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Settings } from '../../../contract/settings'
import type { StackSnapshot } from '../../../contract/snapshot'
import { Button } from '../../components/Button'
import { Id } from '../../components/Id'
import { useFormats } from '../../format/FormatsContext'
import { useNames } from '../../i18n/useNames'
import { BrandMark } from '../../shell/Brand'
import { useCommand } from '../../state/useCommand'
import './StoppedPanel.css'

/** The stack is stopped: one large button, and what it will do. */
export function StoppedPanel({ stack, settings }: { readonly stack: StackSnapshot; readonly settings: Settings }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { name } = useNames()
  const start = useCommand('stack.start')
  const { traffic } = settings
  return (
    <section className="stopped" aria-label={t('stopped.title')}>
      <BrandMark size={44} />
      <h2 className="stopped-title">{t('stopped.title')}</h2>
      <p className="stopped-body">{t('stopped.body')}</p>
      <Button
        variant="primary"
        size="large"
        icon={<Play size={18} aria-hidden />}
        isDisabled={start.pending}
        onPress={() => start.run({})}
      >
        {t('action.start')}
      </Button>
      <dl className="stopped-facts">
        <div>
          <dt>{t('stopped.services')}</dt>
          <dd>
            {stack.services.map((service) => (
              <span key={service.name} className="stopped-service">
                {name(service.name)} <Id>{service.port}</Id>
              </span>
            ))}
          </dd>
        </div>
        <div>
          <dt>{t('stopped.data')}</dt>
          <dd>
            <Id>{stack.dataDir}</Id>
          </dd>
        </div>
        <div>
          <dt>{t('stopped.traffic')}</dt>
          <dd>
            {traffic.enabled
              ? t('stopped.trafficOn', { count: traffic.eventsPerSecond, n: formats.count(traffic.eventsPerSecond) })
              : t('stopped.trafficOff')}
          </dd>
        </div>
      </dl>
    </section>
  )
}
