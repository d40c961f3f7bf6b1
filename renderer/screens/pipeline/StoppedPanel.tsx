import { Play, Square } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { trafficOf, type Settings } from '../../../contract/settings'
import type { StackSnapshot } from '../../../contract/snapshot'
import { Button } from '../../components/Button'
import { EngineAbsent } from '../../components/EngineAbsent'
import { Id } from '../../components/Id'
import { useFormats } from '../../format/FormatsContext'
import { useNames } from '../../i18n/useNames'
import { BrandMark } from '../../shell/Brand'
import { useCommand } from '../../state/useCommand'
import './StoppedPanel.css'

/** The stack is stopped, or runs in part without us: one large button, and what it will do. */
export function StoppedPanel({ stack, settings }: { readonly stack: StackSnapshot; readonly settings: Settings }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { name } = useNames()
  const start = useCommand('stack.start')
  const stop = useCommand('stack.stop')
  const traffic = trafficOf(settings)
  const isPartial = stack.phase === 'partial'
  const title = t(isPartial ? 'stopped.titlePartial' : 'stopped.title')
  return (
    <section className="stopped" aria-label={title}>
      <BrandMark size={44} />
      <h2 className="stopped-title">{title}</h2>
      <p className="stopped-body">{t(isPartial ? 'stopped.bodyPartial' : `stopped.body.${stack.kind}`)}</p>
      <div className="stopped-buttons">
        <Button
          variant="primary"
          size="large"
          icon={<Play size={18} aria-hidden />}
          isDisabled={start.pending || stop.pending}
          onPress={() => start.run({})}
        >
          {t('action.start')}
        </Button>
        {isPartial && (
          <Button
            size="large"
            icon={<Square size={14} aria-hidden />}
            isDisabled={start.pending || stop.pending}
            onPress={() => stop.run({})}
          >
            {t('action.stop')}
          </Button>
        )}
      </div>
      {stack.engineFailure !== null && (
        <div className="stopped-engine">
          <EngineAbsent failure={stack.engineFailure} />
        </div>
      )}
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
        {stack.engine !== null && (
          <div>
            <dt>{t('engine.title')}</dt>
            <dd>
              <Id>{stack.engine.name}</Id> <Id>{stack.engine.address}</Id>
            </dd>
          </div>
        )}
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
