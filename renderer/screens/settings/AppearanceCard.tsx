import { useTranslation } from 'react-i18next'
import type { Settings } from '../../../contract/settings'
import { Card } from '../../components/Card'
import { Segmented } from '../../components/Segmented'
import { runCommand } from '../../state/runCommand'
import { SettingRow } from './SettingRow'

/** Language, theme and digits: each takes effect at once. */
export function AppearanceCard({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation()
  return (
    <Card title={t('settings.appearance')}>
      <SettingRow label={t('settings.language')} hint={t('settings.languageHint')}>
        <Segmented
          label={t('settings.language')}
          value={settings.language}
          onChange={(language) => void runCommand('settings.change', { language })}
          options={[
            { value: 'system', label: t('settings.system') },
            { value: 'ar', label: 'العربية' },
            { value: 'en', label: 'English' },
          ]}
        />
      </SettingRow>
      <SettingRow label={t('settings.theme')}>
        <Segmented
          label={t('settings.theme')}
          value={settings.theme}
          onChange={(theme) => void runCommand('settings.change', { theme })}
          options={[
            { value: 'system', label: t('settings.system') },
            { value: 'dark', label: t('settings.dark') },
            { value: 'light', label: t('settings.light') },
          ]}
        />
      </SettingRow>
      <SettingRow label={t('settings.digits')} hint={t('settings.digitsHint')}>
        <Segmented
          label={t('settings.digits')}
          value={settings.digits}
          onChange={(digits) => void runCommand('settings.change', { digits })}
          options={[
            { value: 'auto', label: t('settings.digitsAuto') },
            { value: 'latn', label: '0123' },
            { value: 'arab', label: '٠١٢٣' },
          ]}
        />
      </SettingRow>
    </Card>
  )
}
