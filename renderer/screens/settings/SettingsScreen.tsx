import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../components/EmptyState'
import { ErrorFrame } from '../../components/ErrorFrame'
import { useSnapshot } from '../../state/consoleStore'
import { AppearanceCard } from './AppearanceCard'
import { PlacesCard } from './PlacesCard'
import { PortsCard } from './PortsCard'
import { RemoteCard } from './RemoteCard'
import { SecretsCard } from './SecretsCard'
import { isUp } from './isUp'
import { StackCard } from './StackCard'
import { TrafficCard } from './TrafficCard'
import './SettingsScreen.css'

/** What a person can choose. Every change is kept at once; ports wait for the next start. */
export function SettingsScreen() {
  const { t } = useTranslation()
  const settings = useSnapshot((snapshot) => snapshot.settings)
  const phase = useSnapshot((snapshot) => snapshot.stack.phase)
  const services = useSnapshot((snapshot) => snapshot.stack.services)
  const dataDir = useSnapshot((snapshot) => snapshot.stack.dataDir)
  const appVersion = useSnapshot((snapshot) => snapshot.appVersion)
  const electron = useSnapshot((snapshot) => snapshot.electron)
  if (
    settings === undefined ||
    phase === undefined ||
    services === undefined ||
    dataDir === undefined ||
    appVersion === undefined ||
    electron === undefined
  ) {
    return <EmptyState title={t('app.connecting')} />
  }
  return (
    <div className="settings">
      <h1 className="sr-only">{t('screens.settings')}</h1>
      <div className="settings-column">
        <ErrorFrame card>
          <StackCard settings={settings} phase={phase} />
        </ErrorFrame>
        {settings.stack.kind === 'remote' && (
          <ErrorFrame card>
            <RemoteCard settings={settings} isUp={isUp(phase)} />
          </ErrorFrame>
        )}
        {settings.stack.kind === 'remote' && settings.stack.remote.profile !== null && (
          <ErrorFrame card>
            <SecretsCard profile={settings.stack.remote.profile} />
          </ErrorFrame>
        )}
        <ErrorFrame card>
          <TrafficCard settings={settings} />
        </ErrorFrame>
      </div>
      <div className="settings-column">
        <ErrorFrame card>
          <AppearanceCard settings={settings} />
        </ErrorFrame>
        {settings.stack.kind === 'embedded' && (
          <ErrorFrame card>
            <PortsCard ports={settings.ports} services={services} />
          </ErrorFrame>
        )}
        <ErrorFrame card>
          <PlacesCard
            dataDir={dataDir}
            appVersion={appVersion}
            electron={electron}
            services={services}
            platform={window.marsad.platform}
          />
        </ErrorFrame>
      </div>
    </div>
  )
}
