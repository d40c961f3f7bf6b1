import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog, Heading, Label, Modal, ModalOverlay, TextArea, TextField } from 'react-aria-components'
import type { CommandInput } from '../../../contract/commands'
import type { Failure } from '../../../contract/errors'
import { Button } from '../../components/Button'
import { FailureNote } from '../../components/FailureNote'
import { StateGlyph } from '../../components/StateGlyph'
import { formatJson } from './formatJson'
import '../../components/fieldInput.css'
import '../../components/Overlay.css'
import './ResendDialog.css'

export interface ResendDialogProps {
  readonly partition: number
  readonly offset: string
  /** The value as it was, as text. */
  readonly initial: string
}

type Verdict =
  | { readonly kind: 'asking' }
  | { readonly kind: 'good'; readonly eventId: number }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'sent'; readonly eventId: number }

/** So long after the last change the enricher is asked whether it would take the value, in milliseconds. */
const askAfterMs = 400

/** A dead letter's value to edit; the enricher says whether it would take it, before anything is sent. */
export function ResendDialog(props: ResendDialogProps) {
  return (
    <ModalOverlay className="overlay" isDismissable>
      <Modal className="overlay-box">
        <Dialog className="overlay-dialog resend">{({ close }) => <ResendForm {...props} close={close} />}</Dialog>
      </Modal>
    </ModalOverlay>
  )
}

/** Mounted anew each time the dialog opens. */
function ResendForm({ partition, offset, initial, close }: ResendDialogProps & { readonly close: () => void }) {
  const { t } = useTranslation()
  const [value, setValue] = useState(() => formatJson(initial).text ?? initial)
  const [verdict, setVerdict] = useState<Verdict>({ kind: 'asking' })
  const request = { partition, offset, value }

  useEffect(() => {
    let wanted = true
    const timer = setTimeout(() => {
      void ask({ partition, offset, value, check: true }).then((answer) => {
        if (wanted) setVerdict(answer)
      })
    }, askAfterMs)
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [partition, offset, value])

  const send = (): void => {
    setVerdict({ kind: 'asking' })
    void ask({ ...request, check: false }).then((answer) =>
      setVerdict(answer.kind === 'good' ? { kind: 'sent', eventId: answer.eventId } : answer),
    )
  }

  return (
    <>
      <Heading slot="title" className="resend-title">
        {t('topics.deadLetter.title')}
      </Heading>
      <p className="muted small">{t('topics.deadLetter.body')}</p>
      <TextField
        className="resend-field"
        value={value}
        onChange={(next) => {
          setValue(next)
          setVerdict({ kind: 'asking' })
        }}
        isReadOnly={verdict.kind === 'sent'}
        autoFocus
      >
        <Label className="small">{t('topics.column.value')}</Label>
        <TextArea className="field-input resend-value" dir="ltr" rows={14} autoComplete="off" spellCheck={false} />
      </TextField>
      <div className="resend-verdict" role="status">
        {verdict.kind === 'asking' && <span className="muted small">{t('topics.deadLetter.asking')}</span>}
        {verdict.kind === 'good' && (
          <Good text={t('topics.deadLetter.good', { id: verdict.eventId })} label={t('glyph.ok')} />
        )}
        {verdict.kind === 'sent' && (
          <Good text={t('topics.deadLetter.sent', { id: verdict.eventId })} label={t('glyph.ok')} />
        )}
        {verdict.kind === 'refused' && <FailureNote failure={verdict.failure} tone="warn" />}
      </div>
      <div className="resend-actions">
        <Button onPress={close}>{t(verdict.kind === 'sent' ? 'topics.deadLetter.done' : 'confirm.cancel')}</Button>
        {verdict.kind !== 'sent' && (
          <Button variant="primary" isDisabled={verdict.kind !== 'good'} onPress={send}>
            {t('topics.deadLetter.send')}
          </Button>
        )}
      </div>
    </>
  )
}

function Good({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <span className="resend-good small">
      <StateGlyph state="ok" label={label} size={16} />
      {text}
    </span>
  )
}

async function ask(input: CommandInput<'deadletters.resend'>): Promise<Extract<Verdict, { kind: 'good' | 'refused' }>> {
  const result = await window.marsad.command('deadletters.resend', input)
  return result.ok ? { kind: 'good', eventId: result.value.eventId } : { kind: 'refused', failure: result.failure }
}
