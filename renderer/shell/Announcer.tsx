import { useTranslation } from 'react-i18next'
import { useSnapshot } from '../state/consoleStore'

/** Tells a screen reader each change of phase, once. */
export function Announcer() {
  const { t } = useTranslation()
  const phase = useSnapshot((snapshot) => snapshot.stack.phase)
  return (
    <div className="sr-only" role="status" aria-live="polite">
      {phase === undefined ? '' : t(`announce.${phase}`)}
    </div>
  )
}
