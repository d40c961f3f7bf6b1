import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Heading } from 'react-aria-components'
import { Button } from '../components/Button'
import { screens } from '../screens/screens'
import { screenIds, useNavigation } from '../state/navigation'
import { Overlay } from './Overlay'
import './ShortcutHelp.css'

/** `?`: the list of keys. */
export function ShortcutHelp() {
  const { t } = useTranslation()
  const show = useNavigation((state) => state.show)
  const command = window.marsad.platform === 'darwin' ? '⌘' : 'Ctrl'
  const keys: readonly (readonly [string, readonly string[]])[] = [
    [t('shortcuts.palette'), [command, 'K']],
    [t('shortcuts.help'), ['?']],
    ...screens.map(({ id }) => [t(`screens.${id}`), [String(screenIds.indexOf(id) + 1)]] as const),
    [t('shortcuts.next'), ['Tab']],
    [t('shortcuts.close'), ['Esc']],
  ]
  return (
    <Overlay name="shortcuts">
      <div className="shortcuts-head">
        <Heading slot="title" className="shortcuts-title">
          {t('shortcuts.title')}
        </Heading>
        <Button
          variant="quiet"
          size="small"
          icon={<X size={14} aria-hidden />}
          aria-label={t('shortcuts.close')}
          onPress={() => show('none')}
        />
      </div>
      <dl className="shortcuts-list">
        {keys.map(([label, strokes]) => (
          <div key={label} className="shortcuts-row">
            <dt>{label}</dt>
            <dd dir="ltr">
              {strokes.map((stroke) => (
                <kbd key={stroke} className="kbd">
                  {stroke}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Overlay>
  )
}
