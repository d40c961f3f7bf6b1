import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Settings } from '../../../contract/settings'
import { Button } from '../../components/Button'
import { Card } from '../../components/Card'
import { Segmented } from '../../components/Segmented'
import { useNames } from '../../i18n/useNames'
import { useCommand } from '../../state/useCommand'
import {
  draftOf,
  profileOf,
  saslChoices,
  type FlagField,
  type RemoteDraft,
  type TextField as TextFieldName,
} from './remoteDraft'
import { PathChoice } from './PathChoice'
import { RemoteField } from './RemoteField'
import { SettingRow } from './SettingRow'
import { SwitchControl } from './SwitchControl'
import './RemoteCard.css'

/** Where existing services are and how to sign in to them; passwords have a card of their own. */
export function RemoteCard({ settings, isUp }: { readonly settings: Settings; readonly isUp: boolean }) {
  const { t } = useTranslation()
  const { name } = useNames()
  const change = useCommand('settings.change')
  const { stack } = settings
  const { profile, prove } = stack.remote
  // Null while nothing is being changed: then the form follows the settings.
  const [draft, setDraft] = useState<RemoteDraft | null>(null)
  const [isChecked, setChecked] = useState(false)
  const shown = draft ?? draftOf(profile)
  const verdict = profileOf(shown, profile)
  const faults = isChecked && verdict.kind === 'faults' ? verdict.fields : new Set<TextFieldName>()

  const field = (id: TextFieldName): ReactNode => (
    <RemoteField
      label={t(`remote.field.${id}`)}
      text={shown.texts[id]}
      isDisabled={isUp}
      isWrong={faults.has(id)}
      onChange={(text) => setDraft({ ...shown, texts: { ...shown.texts, [id]: text } })}
    />
  )
  const file = (id: TextFieldName): ReactNode => (
    <div className="remote-field">
      <span>{t(`remote.field.${id}`)}</span>
      <PathChoice
        label={t(`remote.field.${id}`)}
        purpose="caFile"
        path={shown.texts[id] === '' ? null : shown.texts[id]}
        none={t('remote.systemAuthorities')}
        isDisabled={isUp}
        onChange={(path) => setDraft({ ...shown, texts: { ...shown.texts, [id]: path ?? '' } })}
      />
    </div>
  )
  const flag = (id: FlagField): ReactNode => (
    <SwitchControl
      label={t(`remote.flag.${id}`)}
      word={t(`remote.flag.${id}`)}
      isOn={shown.flags[id]}
      onChange={(isOn) => setDraft({ ...shown, flags: { ...shown.flags, [id]: isOn } })}
    />
  )
  const save = (): void => {
    setChecked(true)
    if (verdict.kind === 'faults') return
    change.run({ stack: { ...stack, remote: { ...stack.remote, profile: verdict.profile } } })
    setDraft(null)
    setChecked(false)
  }

  return (
    <Card
      title={t('remote.title')}
      meta={t(isUp ? 'settings.stackKindBusy' : 'remote.hint')}
      actions={
        <Button size="small" isDisabled={draft === null || isUp || change.pending} onPress={save}>
          {t('remote.save')}
        </Button>
      }
    >
      {faults.size > 0 && (
        <p className="remote-faults" role="alert">
          {t('remote.faults')}
        </p>
      )}
      <Service title={name('postgres')}>
        {field('postgres.host')}
        {field('postgres.port')}
        {field('postgres.database')}
        {field('postgres.user')}
        {field('debezium.user')}
        {flag('postgres.tls')}
        {shown.flags['postgres.tls'] && (
          <>
            {file('postgres.caFile')}
            {field('debezium.caFile')}
          </>
        )}
      </Service>
      <Service title={name('kafka')}>
        {field('kafka.brokers')}
        {flag('kafka.tls')}
        {shown.flags['kafka.tls'] && file('kafka.caFile')}
        <Segmented
          label={t('remote.sasl')}
          value={shown.sasl}
          isDisabled={isUp}
          onChange={(sasl) => setDraft({ ...shown, sasl })}
          options={saslChoices.map((value) => ({ value, label: value === 'none' ? t('remote.saslNone') : value }))}
        />
        {shown.sasl !== 'none' && field('kafka.username')}
      </Service>
      <Service title={name('connect')}>
        {field('connect.url')}
        {field('connect.user')}
        {shown.texts['connect.url'].trim().startsWith('https:') && file('connect.caFile')}
      </Service>
      <Service title={name('clickhouse')}>
        {field('clickhouse.url')}
        {field('clickhouse.user')}
        {field('clickhouse.cluster')}
        {shown.texts['clickhouse.url'].trim().startsWith('https:') && file('clickhouse.caFile')}
      </Service>
      <Service title={name('redis')}>
        {field('redis.nodes')}
        {flag('redis.cluster')}
        {flag('redis.password')}
        {shown.flags['redis.password'] && field('redis.username')}
        {flag('redis.tls')}
        {shown.flags['redis.tls'] && file('redis.caFile')}
      </Service>
      <SettingRow label={t('remote.prove')} hint={t('remote.proveHint')}>
        <SwitchControl
          label={t('remote.prove')}
          word={t(prove ? 'settings.on' : 'settings.off')}
          isOn={prove}
          onChange={(wanted) => change.run({ stack: { ...stack, remote: { ...stack.remote, prove: wanted } } })}
        />
      </SettingRow>
    </Card>
  )
}

function Service({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <fieldset className="remote-service">
      <legend>{title}</legend>
      <div className="remote-fields">{children}</div>
    </fieldset>
  )
}
