import { useTranslation } from 'react-i18next'
import { useFormats } from '../format/FormatsContext'
import { screens } from '../screens/screens'
import { screenIds, useNavigation } from '../state/navigation'
import { classes } from '../components/classes'
import './Navigation.css'

/** The rail of screens, each with its number key. */
export function Navigation() {
  const { t } = useTranslation()
  const formats = useFormats()
  const current = useNavigation((state) => state.screen)
  const go = useNavigation((state) => state.go)
  return (
    <nav className="rail" aria-label={t('app.screens')}>
      <ul>
        {screens.map(({ id, icon: Icon }) => (
          <li key={id}>
            <button
              type="button"
              className={classes('rail-item', id === current && 'rail-item-current')}
              aria-current={id === current ? 'page' : undefined}
              aria-keyshortcuts={String(screenIds.indexOf(id) + 1)}
              title={t(`screens.${id}`)}
              onClick={() => go(id)}
            >
              <Icon size={16} strokeWidth={1.75} aria-hidden />
              <span className="rail-label">{t(`screens.${id}`)}</span>
              <kbd className="kbd rail-key" aria-hidden>
                {formats.plain(screenIds.indexOf(id) + 1)}
              </kbd>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}
