import { Search } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Autocomplete, Header, Input, Menu, MenuItem, MenuSection, SearchField, useFilter } from 'react-aria-components'
import { useNavigation } from '../state/navigation'
import { Overlay } from './Overlay'
import { useActions, type Action } from './useActions'
import './CommandPalette.css'

const groups = ['screens', 'actions', 'settings'] as const

/** Ctrl/⌘ K: every action and screen, found by a part of its name. */
export function CommandPalette() {
  const { t } = useTranslation()
  return (
    <Overlay name="palette" label={t('palette.title')}>
      <PaletteContent />
    </Overlay>
  )
}

function PaletteContent() {
  const { t } = useTranslation()
  const actions = useActions()
  const show = useNavigation((state) => state.show)
  const { contains } = useFilter({ sensitivity: 'base' })
  const run = (action: Action): void => {
    show('none')
    action.run()
  }
  return (
    <Autocomplete filter={contains}>
      <SearchField className="palette-field" aria-label={t('palette.open')} autoFocus>
        <Search size={16} aria-hidden />
        <Input placeholder={t('palette.open')} />
      </SearchField>
      {/* The list moves with the field's arrow keys; the box around it is what scrolls, so it must take focus too. */}
      <div className="palette-scroll" tabIndex={0} role="group" aria-label={t('palette.title')}>
        <Menu
          className="palette-list"
          aria-label={t('palette.title')}
          renderEmptyState={() => <p className="palette-none">{t('palette.none')}</p>}
        >
          {groups.map((group) => (
            <MenuSection key={group} className="palette-group" aria-label={t(`palette.group.${group}`)}>
              <Header className="palette-group-title">{t(`palette.group.${group}`)}</Header>
              {actions
                .filter((action) => action.group === group)
                .map((action) => (
                  <MenuItem
                    key={action.id}
                    id={action.id}
                    className="palette-item"
                    textValue={action.label}
                    onAction={() => run(action)}
                  >
                    <span className="truncate">{action.label}</span>
                    {action.key !== undefined && <kbd className="kbd">{action.key}</kbd>}
                  </MenuItem>
                ))}
            </MenuSection>
          ))}
        </Menu>
      </div>
    </Autocomplete>
  )
}
