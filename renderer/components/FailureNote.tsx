import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Failure } from '../../contract/errors'
import { remedyOf, sentenceOf } from '../../contract/messages/message'
import { useLanguage } from '../i18n/useNames'
import { Button } from './Button'
import { classes } from './classes'
import { CopyButton } from './CopyButton'
import { RawText } from './RawText'
import { StateGlyph } from './StateGlyph'
import './FailureNote.css'

export interface FailureNoteProps {
  readonly failure: Failure
  /** The last log lines, folded. */
  readonly log?: readonly string[]
  /** Buttons that mend it. */
  readonly actions?: ReactNode
  readonly tone?: 'fail' | 'warn'
  /** Leave the folded details out: where they are offered otherwise. */
  readonly plain?: boolean
  readonly onDismiss?: () => void
}

/** One sentence, what to do, and the details folded with a copy button. */
export function FailureNote({ failure, log = [], actions, tone = 'fail', plain = false, onDismiss }: FailureNoteProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const sentence = sentenceOf(failure, language)
  const details = plain ? '' : detailsOf(failure, log)
  return (
    <div className={classes('failure-note', `failure-note-${tone}`)}>
      <StateGlyph state={tone} label={t(tone === 'fail' ? 'glyph.fail' : 'glyph.warn')} size={16} />
      <div className="failure-note-text">
        <p className="failure-note-sentence">{sentence}</p>
        <p className="failure-note-remedy">{remedyOf(failure, language)}</p>
        {details !== '' && (
          <details className="failure-note-details">
            <summary>{t(log.length > 0 ? 'failure.lastLines' : 'failure.details')}</summary>
            <div className="failure-note-raw">
              <RawText label={t('failure.details')} text={details} className="failure-note-log" />
              <CopyButton text={() => `${sentence}\n${details}`} />
            </div>
          </details>
        )}
        {actions !== undefined && <div className="failure-note-actions">{actions}</div>}
      </div>
      {onDismiss !== undefined && (
        <Button
          variant="quiet"
          size="small"
          icon={<X size={14} aria-hidden />}
          aria-label={t('failure.dismiss')}
          onPress={onDismiss}
        />
      )}
    </div>
  )
}

function detailsOf(failure: Failure, log: readonly string[]): string {
  const named = Object.entries(failure.details).map(([name, value]) => `${name}: ${value}`)
  const known = named.length > 0 || failure.cause !== null ? [failure.code, ...named] : []
  return [...known, ...(failure.cause === null ? [] : [failure.cause]), ...log].join('\n')
}
