import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { serviceNameSchema, type ServiceSnapshot, type StackSnapshot, type StartStep } from '../../../contract/snapshot'
import { Card } from '../../components/Card'
import { classes } from '../../components/classes'
import { Id } from '../../components/Id'
import { StateGlyph } from '../../components/StateGlyph'
import { useFormats } from '../../format/FormatsContext'
import { useNames } from '../../i18n/useNames'
import { useNow } from '../../state/useNow'
import './StartTimeline.css'

/** One line a step of the start: its state, what it waits for, when it ran and how long. */
export function StartTimeline({ stack }: { readonly stack: StackSnapshot }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const now = useNow(200)
  const starts = stack.steps.flatMap((step) => (step.startedAt === null ? [] : [step.startedAt]))
  const from = starts.length === 0 ? stack.since : Math.min(...starts)
  const ends = stack.steps.flatMap((step) =>
    step.startedAt === null || step.tookMs === null ? [] : [step.startedAt + step.tookMs],
  )
  const isUnderWay = stack.phase === 'starting'
  const until = isUnderWay ? now : Math.max(from, ...ends)
  const done = stack.steps.filter((step) => step.state === 'done').length
  // The scale grows by steps, so that the bars do not creep.
  const spanMs = Math.max(8000, Math.ceil((until - from) / 8000) * 8000)

  return (
    <Card
      title={t(isUnderWay ? 'start.title' : 'start.titleFailed')}
      meta={t('start.progress', {
        count: stack.steps.length,
        done: formats.count(done),
        total: formats.count(stack.steps.length),
      })}
      actions={<span className="timeline-total">{formats.elapsed(until - from)}</span>}
      flush
      scroll
      className="timeline-card"
    >
      <ol className="timeline">
        {stack.steps.map((step) => (
          <Step
            key={step.id}
            step={step}
            service={stack.services.find((one) => one.name === serviceNameSchema.safeParse(step.id).data)}
            from={from}
            spanMs={spanMs}
            now={step.state === 'running' ? now : 0}
          />
        ))}
      </ol>
    </Card>
  )
}

interface StepProps {
  readonly step: StartStep
  readonly service: ServiceSnapshot | undefined
  readonly from: number
  readonly spanMs: number
  /** Zero for a step that is not running: its line then stays as it is. */
  readonly now: number
}

const Step = memo(function Step({ step, service, from, spanMs, now }: StepProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { name, wait } = useNames()
  const tookMs =
    step.tookMs ?? (step.state === 'running' && step.startedAt !== null ? Math.max(0, now - step.startedAt) : null)
  const waits = step.state === 'running' ? (service?.waitingFor ?? null) : null
  return (
    <li className={classes('timeline-step', `timeline-${step.state}`)}>
      <StepGlyph state={step.state} />
      <span className="timeline-name truncate">{name(step.id)}</span>
      <span className="timeline-word truncate">
        {waits === null ? t(`start.state.${step.state}`) : wait(waits)}
        {step.changes.length > 0 && (
          <>
            {' · '}
            <Id>{step.changes.join(', ')}</Id>
          </>
        )}
      </span>
      <span className="timeline-lane" dir="ltr" aria-hidden>
        {step.startedAt !== null && tookMs !== null && (
          <i
            className="timeline-bar"
            style={{
              insetInlineStart: `${((step.startedAt - from) / spanMs) * 100}%`,
              inlineSize: `${Math.min(1, tookMs / spanMs) * 100}%`,
            }}
          />
        )}
      </span>
      <span className="timeline-took">{tookMs === null ? '' : formats.elapsed(tookMs)}</span>
    </li>
  )
})

function StepGlyph({ state }: { readonly state: StartStep['state'] }) {
  switch (state) {
    case 'done':
      return <StateGlyph state="ok" />
    case 'failed':
      return <StateGlyph state="fail" />
    case 'pending':
      return <StateGlyph state="idle" />
    case 'running':
      return (
        <svg className="state-glyph timeline-running-glyph" viewBox="0 0 14 14" width={14} height={14} aria-hidden>
          <circle cx="7" cy="7" r="5.7" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <circle cx="7" cy="7" r="2.6" fill="currentColor" />
        </svg>
      )
  }
}
