import { RotateCw } from 'lucide-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Tooltip, TooltipTrigger } from 'react-aria-components'
import { sentenceOf } from '../../../contract/messages/message'
import type { WorkerSnapshot } from '../../../contract/snapshot'
import { Button } from '../../components/Button'
import { Card } from '../../components/Card'
import { Id } from '../../components/Id'
import { StateGlyph } from '../../components/StateGlyph'
import { useFormats } from '../../format/FormatsContext'
import { useLanguage, useNames } from '../../i18n/useNames'
import { useSnapshot } from '../../state/consoleStore'
import { useCommand } from '../../state/useCommand'
import { useNow } from '../../state/useNow'
import { partGlyph } from './partState'
import './WorkersCard.css'

/** Every worker: state, process, restarts and why. */
export function WorkersCard() {
  const { t } = useTranslation()
  const workers = useSnapshot((snapshot) => snapshot.workers) ?? []
  const phase = useSnapshot((snapshot) => snapshot.stack.phase)
  const offered = phase === 'ready' || phase === 'degraded' || phase === 'failed'
  return (
    <Card className="workers" title={t('stack.workers')} flush scroll>
      <ul>
        {workers.map((worker) => (
          <WorkerRow key={worker.name} worker={worker} offered={offered} />
        ))}
      </ul>
    </Card>
  )
}

const WorkerRow = memo(function WorkerRow({
  worker,
  offered,
}: {
  readonly worker: WorkerSnapshot
  readonly offered: boolean
}) {
  const { t } = useTranslation()
  const formats = useFormats()
  const language = useLanguage()
  const { name } = useNames()
  const now = useNow(1000)
  const restart = useCommand('worker.restart')
  const label = t('action.restartWorker', { name: name(worker.name) })
  // The stack worker owns the services: it restarts with the stack.
  const canRestart = offered && worker.name !== 'stack' && worker.state !== 'stopped'
  return (
    <li className="worker">
      <div className="worker-head">
        <StateGlyph state={partGlyph(worker.state)} />
        <b className="truncate">{name(worker.name)}</b>
        <span className="muted small">{t(`stack.workerState.${worker.state}`)}</span>
        {canRestart && (
          <TooltipTrigger delay={300}>
            <Button
              size="small"
              variant="quiet"
              className="worker-restart"
              icon={<RotateCw size={14} aria-hidden />}
              aria-label={label}
              isDisabled={restart.pending}
              onPress={() => restart.run({ name: worker.name })}
            />
            <Tooltip className="tooltip">{label}</Tooltip>
          </TooltipTrigger>
        )}
      </div>
      {(worker.pid !== null || worker.restarts > 0) && (
        <p className="worker-facts">
          {worker.pid !== null && (
            <span>
              {t('stack.column.pid')} <Id>{worker.pid}</Id>
            </span>
          )}
          {worker.state === 'running' && (
            <span>{t('stack.upFor', { span: formats.duration(now - worker.since) })}</span>
          )}
          {worker.restarts > 0 && (
            <span>{t('stack.restarts', { count: worker.restarts, n: formats.count(worker.restarts) })}</span>
          )}
        </p>
      )}
      {worker.failure !== null && (
        <p className="worker-failure">{t('stack.lastFailure', { sentence: sentenceOf(worker.failure, language) })}</p>
      )}
    </li>
  )
})
