import './zodWithoutEval'
import './fonts'
import './tokens.css'
import './base.css'
import { createRoot } from 'react-dom/client'
import { App } from './App'
import { startI18n } from './i18n/i18n'
import { resolveLocale } from './i18n/locale'
import { useConsoleStore } from './state/consoleStore'

// The first picture waits this long for the host's word, so that it comes in the chosen language and theme.
const firstWordMs = 120

async function start(): Promise<void> {
  const { receive } = useConsoleStore.getState()
  window.marsad.onSnapshot(receive)
  await Promise.race([
    window.marsad.command('app.snapshot', {}).then((result) => {
      if (result.ok) receive(result.value)
      else useConsoleStore.getState().addCommandNote('app.snapshot', result.failure)
    }),
    new Promise((resolve) => setTimeout(resolve, firstWordMs)),
  ])

  const settings = useConsoleStore.getState().snapshot?.settings
  const locale = resolveLocale(
    settings?.language ?? 'system',
    settings?.digits ?? 'auto',
    window.marsad.systemLanguages,
  )
  const i18n = await startI18n(locale.language)
  const root = document.getElementById('root')
  if (root === null) throw new Error('index.html has no #root')
  createRoot(root).render(<App i18n={i18n} />)
}

void start()
