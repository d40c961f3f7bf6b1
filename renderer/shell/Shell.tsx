import { useTranslation } from 'react-i18next'
import { ErrorFrame } from '../components/ErrorFrame'
import { screens } from '../screens/screens'
import { useNavigation } from '../state/navigation'
import { Announcer } from './Announcer'
import { CommandPalette } from './CommandPalette'
import { Navigation } from './Navigation'
import { Notes } from './Notes'
import { ShortcutHelp } from './ShortcutHelp'
import { TopBar } from './TopBar'
import { useShortcuts } from './useShortcuts'
import './Shell.css'

/** What stays while screens change: top bar, rail, notes, overlays. */
export function Shell() {
  const { t } = useTranslation()
  const screen = useNavigation((state) => state.screen)
  useShortcuts()
  const entry = screens.find((one) => one.id === screen)
  return (
    <div className="shell">
      <a className="skip-link" href="#screen">
        {t('app.skip')}
      </a>
      <ErrorFrame>
        <TopBar />
      </ErrorFrame>
      <ErrorFrame>
        <Navigation />
      </ErrorFrame>
      <main className="shell-main" id="screen" tabIndex={-1} key={screen}>
        <ErrorFrame card>
          <Notes />
        </ErrorFrame>
        <ErrorFrame card>{entry !== undefined && <entry.Screen />}</ErrorFrame>
      </main>
      <ErrorFrame overlay>
        <Announcer />
      </ErrorFrame>
      <ErrorFrame overlay>
        <CommandPalette />
      </ErrorFrame>
      <ErrorFrame overlay>
        <ShortcutHelp />
      </ErrorFrame>
    </div>
  )
}
