import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../components/EmptyState'
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
        <StackCard settings={settings} phase={phase} />
        {settings.stack.kind === 'remote' && <RemoteCard settings={settings} isUp={isUp(phase)} />}
        {settings.stack.kind === 'remote' && settings.stack.remote.profile !== null && (
          <SecretsCard profile={settings.stack.remote.profile} />
        )}
        <TrafficCard settings={settings} />
      </div>
      <div className="settings-column">
        <AppearanceCard settings={settings} />
        {settings.stack.kind === 'embedded' && <PortsCard ports={settings.ports} services={services} />}
        <PlacesCard
          dataDir={dataDir}
          appVersion={appVersion}
          electron={electron}
          services={services}
          platform={window.marsad.platform}
        />
      </div>
    </div>
  )
}
