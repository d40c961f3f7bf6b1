import { useTranslation } from 'react-i18next'
import type { ProofJob } from '../../../contract/proof'
import { useFormats } from '../../format/FormatsContext'
import { useNow } from '../../state/useNow'
import './JobProgress.css'

/** What a job of the prover does now and how far it is. */
export function JobProgress({ job }: { readonly job: ProofJob }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const now = useNow(500)
  const { done, total } = job
  const stage = t(`proof.stage.${job.stage}`)
  const share = total === null || total === 0 ? null : Math.min(1, done / total)
  return (
    <div className="job-progress">
      <span
        className="job-track"
        role="progressbar"
        aria-label={stage}
        {...(share === null
          ? {}
          : { 'aria-valuenow': Math.floor(share * 100), 'aria-valuemin': 0, 'aria-valuemax': 100 })}
      >
        <b style={{ inlineSize: `${(share ?? 0) * 100}%` }} />
      </span>
      <span className="small">
        {stage}
        {done > 0 && (
          <span className="muted number">
            {' '}
            {total === null
              ? formats.count(done)
              : t('proof.doneOf', { done: formats.count(done), total: formats.count(total) })}
          </span>
        )}
      </span>
      <span className="muted small number">{formats.elapsed(now - job.startedAt)}</span>
    </div>
  )
}
