import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { trafficOf, trafficSwitch, type Settings } from '../../../contract/settings'
import { Button } from '../../components/Button'
import { Card } from '../../components/Card'
import { useFormats } from '../../format/FormatsContext'
import { useCommand } from '../../state/useCommand'
import { NumberInput } from '../../components/NumberInput'
import { parseWhole } from '../../components/parseWhole'
import { SettingRow } from './SettingRow'
import { SwitchControl } from './SwitchControl'

const slowest = 1
const fastest = 20_000

/** Sample traffic on or off, and how much of it; and whether the stack starts with the app. */
export function TrafficCard({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { startWithApp } = settings
  const traffic = trafficOf(settings)
  // Null while nothing is being typed: then the field follows the settings.
  const [draft, setDraft] = useState<string | null>(null)
  const change = useCommand('settings.change')
  const text = draft ?? formats.plain(traffic.eventsPerSecond)
  const rate = parseWhole(text, slowest, fastest)
  const isChanged = rate !== null && rate !== traffic.eventsPerSecond
  const apply = (): void => {
    if (!isChanged) return
    change.run({ traffic: { ...settings.traffic, eventsPerSecond: rate } })
    setDraft(null)
  }
  return (
    <Card title={t('settings.running')}>
      <SettingRow label={t('settings.startWithApp')} hint={t('settings.startWithAppHint')}>
        <SwitchControl
          label={t('settings.startWithApp')}
          word={t(startWithApp ? 'settings.on' : 'settings.off')}
          isOn={startWithApp}
          onChange={(isOn) => change.run({ startWithApp: isOn })}
        />
      </SettingRow>
      <SettingRow label={t('settings.traffic')} hint={t('settings.trafficHint')}>
        <SwitchControl
          label={t('settings.traffic')}
          word={t(traffic.enabled ? 'settings.on' : 'settings.off')}
          isOn={traffic.enabled}
          onChange={(enabled) => change.run(trafficSwitch(settings, enabled))}
        />
      </SettingRow>
      <SettingRow
        label={t('settings.rate')}
        hint={t('settings.rateHint', { from: formats.count(slowest), to: formats.count(fastest) })}
      >
        <NumberInput
          label={t('settings.rate')}
          text={text}
          error={
            rate === null
              ? t('settings.outOfRange', { from: formats.count(slowest), to: formats.count(fastest) })
              : null
          }
          onChange={setDraft}
          onSubmit={apply}
        />
        <Button isDisabled={!isChanged || change.pending} onPress={apply}>
          {t('settings.apply')}
        </Button>
      </SettingRow>
    </Card>
  )
}
