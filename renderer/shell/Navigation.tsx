import { useTranslation } from 'react-i18next'
import { worstOf } from '../../contract/doctor'
import { classes } from '../components/classes'
import { useFormats } from '../format/FormatsContext'
import { screens } from '../screens/screens'
import { useSnapshot } from '../state/consoleStore'
import { screenIds, useNavigation } from '../state/navigation'
import './Navigation.css'

/** The rail of screens, each with its number key; the doctor's with how much he found, which is seen from everywhere. */
export function Navigation() {
  const { t } = useTranslation()
  const formats = useFormats()
  const current = useNavigation((state) => state.screen)
  const go = useNavigation((state) => state.go)
  const findings = useSnapshot((snapshot) => snapshot.doctor?.findings) ?? []
  const worst = worstOf(findings)
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
              {id === 'doctor' && worst !== null ? (
                <span
                  className={classes('rail-findings', `rail-findings-${worst}`)}
                  role="img"
                  aria-label={t('doctor.count', { count: findings.length, n: formats.count(findings.length) })}
                >
                  {formats.plain(findings.length)}
                </span>
              ) : (
                <kbd className="kbd rail-key" aria-hidden>
                  {formats.plain(screenIds.indexOf(id) + 1)}
                </kbd>
              )}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}
