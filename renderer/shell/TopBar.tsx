import { Play, Search, Square } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../components/Button'
import { StateGlyph } from '../components/StateGlyph'
import { useFormats } from '../format/FormatsContext'
import { useSnapshot } from '../state/consoleStore'
import { useNavigation } from '../state/navigation'
import { useCommand } from '../state/useCommand'
import { useNow } from '../state/useNow'
import { BrandMark } from './Brand'
import { healthOf, phaseGlyph } from './stackHealth'
import './TopBar.css'

/** Brand, the palette's field, the stack's state in one line, Start or Stop. */
export function TopBar() {
  const { t } = useTranslation()
  const show = useNavigation((state) => state.show)
  return (
    <header className="topbar">
      <div className="brand">
        <BrandMark />
        <span className="brand-name">{t('app.name')}</span>
      </div>
      <button
        type="button"
        className="topbar-search"
        onClick={() => show('palette')}
        aria-keyshortcuts="Control+K Meta+K"
      >
        <Search size={14} aria-hidden />
        <span className="truncate">{t('palette.open')}</span>
        <kbd className="kbd" dir="ltr" aria-hidden>
          {window.marsad.platform === 'darwin' ? '⌘ K' : 'Ctrl K'}
        </kbd>
      </button>
      <StackState />
      <StartStop />
    </header>
  )
}

function StackState() {
  const { t } = useTranslation()
  const formats = useFormats()
  const services = useSnapshot((snapshot) => snapshot.stack.services)
  const workers = useSnapshot((snapshot) => snapshot.workers)
  const findings = useSnapshot((snapshot) => snapshot.doctor?.findings) ?? []
  const phase = useSnapshot((snapshot) => snapshot.stack.phase)
  const since = useSnapshot((snapshot) => snapshot.stack.since)
  const now = useNow(1000)
  if (services === undefined || workers === undefined || phase === undefined || since === undefined) return null
  const health = healthOf(services, workers, findings)
  const running = phase === 'ready' || phase === 'degraded'
  return (
    <div className="topbar-state">
      <StateGlyph state={phaseGlyph(phase, health, findings)} />
      <b>{t(`phase.${phase}`)}</b>
      {phase !== 'stopped' && (
        <span className="topbar-state-part">
          {t('app.health', {
            count: health.total,
            healthy: formats.count(health.healthy),
            total: formats.count(health.total),
          })}
        </span>
      )}
      {running && (
        <span className="topbar-state-part topbar-uptime">
          {t(phase === 'ready' ? 'app.up' : 'app.degradedFor', { span: formats.duration(now - since) })}
        </span>
      )}
    </div>
  )
}

function StartStop() {
  const { t } = useTranslation()
  const phase = useSnapshot((snapshot) => snapshot.stack.phase)
  const start = useCommand('stack.start')
  const stop = useCommand('stack.stop')
  // The home screen has the large button for it.
  const isHome = useNavigation((state) => state.screen === 'pipeline')
  if (phase === undefined || ((phase === 'stopped' || phase === 'partial') && isHome)) return null
  const starting = (
    <Button
      variant="primary"
      icon={<Play size={14} aria-hidden />}
      isDisabled={start.pending}
      onPress={() => start.run({})}
    >
      {t('action.start')}
    </Button>
  )
  if (phase === 'stopped') return starting
  const stopping = (
    <Button
      icon={<Square size={12} aria-hidden />}
      isDisabled={stop.pending || phase === 'stopping'}
      onPress={() => stop.run({})}
    >
      {t('action.stop')}
    </Button>
  )
  if (phase !== 'partial') return stopping
  return (
    <>
      {starting}
      {stopping}
    </>
  )
}
