import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { trafficOf, trafficSwitch } from '../../contract/settings'
import { serviceNames, workerNames } from '../../contract/snapshot'
import { useNames } from '../i18n/useNames'
import { screens } from '../screens/screens'
import { useSnapshot } from '../state/consoleStore'
import { screenIds, useNavigation } from '../state/navigation'
import { runCommand } from '../state/runCommand'

export interface Action {
  readonly id: string
  readonly label: string
  readonly group: 'screens' | 'actions' | 'settings'
  /** Its key, where it has one. */
  readonly key?: string
  readonly run: () => void
}

/** Everything the palette offers at this moment: only what can be done now. */
export function useActions(): readonly Action[] {
  const { t } = useTranslation()
  const { name } = useNames()
  const phase = useSnapshot((snapshot) => snapshot.stack.phase)
  const settings = useSnapshot((snapshot) => snapshot.settings)
  const go = useNavigation((state) => state.go)
  const show = useNavigation((state) => state.show)

  return useMemo(() => {
    const actions: Action[] = screens.map(({ id }) => ({
      id: `go-${id}`,
      label: t('palette.go', { screen: t(`screens.${id}`) }),
      group: 'screens',
      key: String(screenIds.indexOf(id) + 1),
      run: () => go(id),
    }))
    const command = (id: string, label: string, run: () => void): void => {
      actions.push({ id, label, group: 'actions', run })
    }
    if (phase === 'stopped' || phase === 'partial' || phase === 'failed') {
      command('start', t('action.startStack'), () => void runCommand('stack.start', {}))
    }
    if (phase !== undefined && phase !== 'stopped' && phase !== 'stopping') {
      command('stop', t('action.stopStack'), () => void runCommand('stack.stop', {}))
    }
    if (phase === 'ready' || phase === 'degraded') {
      command('restart', t('action.restartStack'), () => void runCommand('stack.restart', {}))
      for (const service of serviceNames) {
        command(
          `restart-${service}`,
          t('action.restartNamed', { name: name(service) }),
          () => void runCommand('service.restart', { name: service }),
        )
      }
      for (const worker of workerNames) {
        // The stack worker owns the services: it restarts with the stack.
        if (worker === 'stack') continue
        command(
          `restart-${worker}`,
          t('action.restartWorker', { name: name(worker) }),
          () => void runCommand('worker.restart', { name: worker }),
        )
      }
    }
    if (settings !== undefined) {
      const change = (id: string, label: string, patch: Parameters<typeof runCommand<'settings.change'>>[1]): void => {
        actions.push({ id, label, group: 'settings', run: () => void runCommand('settings.change', patch) })
      }
      const { enabled } = trafficOf(settings)
      change('traffic', t(enabled ? 'action.trafficOff' : 'action.trafficOn'), trafficSwitch(settings, !enabled))
      change('language-ar', t('action.languageAr'), { language: 'ar' })
      change('language-en', t('action.languageEn'), { language: 'en' })
      change('theme-dark', t('action.themeDark'), { theme: 'dark' })
      change('theme-light', t('action.themeLight'), { theme: 'light' })
      change('theme-system', t('action.themeSystem'), { theme: 'system' })
    }
    actions.push({
      id: 'shortcuts',
      label: t('shortcuts.title'),
      group: 'actions',
      key: '?',
      run: () => show('shortcuts'),
    })
    return actions
  }, [t, name, phase, settings, go, show])
}
