import { useTranslation } from 'react-i18next'
import type { Failure } from '../../contract/errors'
import { useSnapshot } from '../state/consoleStore'
import { useCommand } from '../state/useCommand'
import { Button } from './Button'
import { FailureNote } from './FailureNote'

/** Why there is no Docker engine to be used; at rest it offers the stack that needs none. */
export function EngineAbsent({ failure }: { readonly failure: Failure }) {
  const { t } = useTranslation()
  const change = useCommand('settings.change')
  const stack = useSnapshot((snapshot) => snapshot.settings.stack)
  const phase = useSnapshot((snapshot) => snapshot.stack.phase)
  const isOffered = stack !== undefined && (phase === 'stopped' || phase === 'failed')
  return (
    <FailureNote
      failure={failure}
      tone="warn"
      actions={
        isOffered ? (
          <Button isDisabled={change.pending} onPress={() => change.run({ stack: { ...stack, kind: 'embedded' } })}>
            {t('engine.useEmbedded')}
          </Button>
        ) : undefined
      }
    />
  )
}
