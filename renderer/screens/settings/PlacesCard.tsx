import { useTranslation } from 'react-i18next'
import type { ElectronSnapshot } from '../../../contract/electronSupport'
import type { ServiceSnapshot } from '../../../contract/snapshot'
import { Card } from '../../components/Card'
import { CopyButton } from '../../components/CopyButton'
import { Id } from '../../components/Id'
import { StateGlyph } from '../../components/StateGlyph'
import { useNames } from '../../i18n/useNames'
import './PlacesCard.css'

/** Where data and logs lie, and the versions. */
export function PlacesCard({
  dataDir,
  appVersion,
  electron,
  services,
  platform,
}: {
  readonly dataDir: string
  readonly appVersion: string
  readonly electron: ElectronSnapshot | null
  readonly services: readonly ServiceSnapshot[]
  readonly platform: string
}) {
  const { t } = useTranslation()
  const { name } = useNames()
  const separator = platform === 'win32' ? '\\' : '/'
  const places = [
    { id: 'data', path: dataDir },
    { id: 'logs', path: [dataDir, 'logs'].join(separator) },
  ] as const
  return (
    <Card title={t('settings.places')}>
      <dl className="places">
        {places.map((place) => (
          <div key={place.id}>
            <dt>{t(`settings.place.${place.id}`)}</dt>
            <dd>
              <Id className="small">{place.path}</Id>
              <CopyButton text={() => place.path} />
            </dd>
          </div>
        ))}
        <div>
          <dt>{t('app.name')}</dt>
          <dd>
            <Id className="small">{appVersion}</Id>
          </dd>
        </div>
        {electron !== null && (
          <div>
            <dt>{t('settings.electron')}</dt>
            <dd>
              <Id className="small">{electron.version}</Id>
            </dd>
            {!electron.supported && (
              <dd className="places-warning small">
                <StateGlyph state="warn" label={t('glyph.warn')} />
                <span role="status">{t('settings.electronOld')}</span>
              </dd>
            )}
          </div>
        )}
        {services.map((service) => (
          <div key={service.name}>
            <dt>{name(service.name)}</dt>
            <dd>
              {service.version === null ? (
                <span className="muted small">{t('settings.versionUnknown')}</span>
              ) : (
                <Id className="small">{service.version}</Id>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
