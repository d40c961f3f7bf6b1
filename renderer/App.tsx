import type { i18n as I18n } from 'i18next'
import { useEffect, useLayoutEffect, useMemo } from 'react'
import { I18nProvider } from 'react-aria-components'
import { I18nextProvider } from 'react-i18next'
import { ErrorFrame } from './components/ErrorFrame'
import { createFormats } from './format/formats'
import { FormatsContext } from './format/FormatsContext'
import { Shell } from './shell/Shell'
import { useLocale } from './state/useLocale'
import { useTheme } from './state/useTheme'

/** The whole window: language, theme and formats around the shell. All three may change at any time. */
export function App({ i18n }: { readonly i18n: I18n }) {
  const locale = useLocale()
  const theme = useTheme()
  const formats = useMemo(() => createFormats(locale.tag), [locale.tag])

  useEffect(() => {
    if (i18n.language !== locale.language) void i18n.changeLanguage(locale.language)
  }, [i18n, locale.language])

  // Before paint, and before charts read their colours from the tokens.
  useLayoutEffect(() => {
    const root = document.documentElement
    root.lang = locale.language
    root.dir = locale.direction
    root.dataset.theme = theme
  }, [locale, theme])

  return (
    <I18nextProvider i18n={i18n}>
      <I18nProvider locale={locale.tag}>
        <FormatsContext value={formats}>
          <ErrorFrame>
            <Shell />
          </ErrorFrame>
        </FormatsContext>
      </I18nProvider>
    </I18nextProvider>
  )
}
