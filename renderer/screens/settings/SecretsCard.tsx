import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CommandOutput } from '../../../contract/commands'
import {
  secretsInClear,
  secretsNeeded,
  secretVariable,
  type RemoteProfile,
  type SecretName,
} from '../../../contract/remote'
import { Button } from '../../components/Button'
import { Card } from '../../components/Card'
import { FailureNote } from '../../components/FailureNote'
import { Id } from '../../components/Id'
import { StateGlyph } from '../../components/StateGlyph'
import { runCommand } from '../../state/runCommand'
import { RemoteField } from './RemoteField'

type Status = CommandOutput<'secrets.status'>

/** The passwords of a remote profile: where each comes from, and a field that puts it into the system's keychain. */
export function SecretsCard({ profile }: { readonly profile: RemoteProfile }) {
  const { t } = useTranslation()
  const [status, setStatus] = useState<Status | null>(null)
  // Asked once, and again after each change: a locked keychain asks its person each time.
  const [change, setChange] = useState(0)
  useEffect(() => {
    let isShown = true
    void runCommand('secrets.status', {}).then((answer) => {
      if (isShown && answer !== null) setStatus(answer.value)
    })
    return () => {
      isShown = false
    }
    // Another host has other passwords.
  }, [change, profile])
  const inClear = secretsInClear(profile)
  return (
    <Card title={t('secrets.title')} meta={t('secrets.hint')}>
      {status?.keychainFailure != null && <FailureNote failure={status.keychainFailure} tone="warn" />}
      {secretsNeeded(profile).map((secret) => (
        <SecretRow
          key={secret}
          secret={secret}
          isInClear={inClear.includes(secret)}
          from={status?.secrets.find(({ name }) => name === secret)?.from ?? null}
          onChanged={() => setChange((count) => count + 1)}
        />
      ))}
    </Card>
  )
}

function SecretRow({
  secret,
  isInClear,
  from,
  onChanged,
}: {
  readonly secret: SecretName
  readonly isInClear: boolean
  readonly from: Status['secrets'][number]['from'] | null
  readonly onChanged: () => void
}) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [isPending, setPending] = useState(false)
  const set = (value: string | null): void => {
    setPending(true)
    void runCommand('secrets.set', { name: secret, value }).then((answer) => {
      setPending(false)
      if (answer === null) return
      setTyped('')
      onChanged()
    })
  }
  return (
    <div className="setting">
      <div className="setting-text">
        <p className="setting-label">{t(`secrets.name.${secret}`)}</p>
        <p className="setting-hint">
          {from !== null && <StateGlyph state={from === 'nowhere' ? 'warn' : 'ok'} />}{' '}
          {from !== null && t(`secrets.from.${from}`)} <Id className="small">{secretVariable(secret)}</Id>
        </p>
        {isInClear && (
          <p className="setting-hint">
            <StateGlyph state="warn" /> {t('secrets.inClear')}
          </p>
        )}
      </div>
      <div className="remote-secret">
        <RemoteField
          label={t('secrets.password')}
          type="password"
          text={typed}
          isDisabled={isPending}
          onChange={setTyped}
        />
        <Button isDisabled={typed === '' || isPending} onPress={() => set(typed)}>
          {t('secrets.keep')}
        </Button>
        {from === 'keychain' && (
          <Button variant="quiet" isDisabled={isPending} onPress={() => set(null)}>
            {t('secrets.forget')}
          </Button>
        )}
      </div>
    </div>
  )
}
