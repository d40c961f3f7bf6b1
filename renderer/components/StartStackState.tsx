import { Play } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../state/useCommand'
import { Button } from './Button'
import { EmptyState } from './EmptyState'

export interface StartStackStateProps {
  /** What does not run. */
  readonly title: string
  /** What will appear here once it does. */
  readonly body: string
}

/** In place of a panel that needs the stack while it is stopped; offers to start it. */
export function StartStackState({ title, body }: StartStackStateProps) {
  const { t } = useTranslation()
  const start = useCommand('stack.start')
  return (
    <EmptyState
      title={title}
      body={body}
      action={
        <Button icon={<Play size={14} aria-hidden />} isDisabled={start.pending} onPress={() => start.run({})}>
          {t('action.startStack')}
        </Button>
      }
    />
  )
}
