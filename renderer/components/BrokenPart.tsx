import { RotateCcw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Failure } from '../../contract/errors'
import { isolateLtr } from '../format/bidi'
import { shorten } from '../format/shorten'
import { visibleControls } from '../format/visibleControls'
import { Button } from './Button'
import { classes } from './classes'
import { CopyButton } from './CopyButton'
import { FailureNote } from './FailureNote'
import './Card.css'
import './BrokenPart.css'

const mostReason = 200

export interface BrokenPartProps {
  readonly error: unknown
  /** Where in the tree of components it was thrown. */
  readonly components: string
  readonly place: 'inside' | 'card' | 'overlay'
  readonly onRetry: () => void
  readonly onClose: (() => void) | undefined
}

/** In place of a part of the window that failed: what happened, a retry, and the details to copy. */
export function BrokenPart({ error, components, place, onRetry, onClose }: BrokenPartProps) {
  const { t } = useTranslation()
  const reason = error instanceof Error ? error.message : String(error)
  const failure: Failure = {
    code: 'window_part_failed',
    details: { reason: isolateLtr(visibleControls(shorten(reason, mostReason).text)) },
    cause: null,
  }
  const details = (): string => [(error instanceof Error && error.stack) || reason, components].join('\n')
  return (
    <div
      className={classes('broken-part', place !== 'inside' && 'card', place === 'overlay' && 'broken-part-overlay')}
      role="alert"
    >
      <FailureNote
        failure={failure}
        plain
        actions={
          <>
            <Button size="small" icon={<RotateCcw size={14} aria-hidden />} onPress={onRetry}>
              {t('failure.retry')}
            </Button>
            <CopyButton label={t('failure.copyDetails')} text={details} />
            {onClose !== undefined && (
              <Button size="small" variant="quiet" onPress={onClose}>
                {t('failure.close')}
              </Button>
            )}
          </>
        }
      />
    </div>
  )
}
