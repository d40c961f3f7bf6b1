import { useTranslation } from 'react-i18next'
import type { DoctorSnapshot, Finding } from '../../../contract/doctor'
import { CopyButton } from '../../components/CopyButton'
import { RawText } from '../../components/RawText'
import { StateGlyph } from '../../components/StateGlyph'
import { useFormats } from '../../format/FormatsContext'
import { useNow } from '../../state/useNow'
import { FixButton } from '../../components/doctor/FixButton'
import { severityGlyphs } from '../../components/doctor/severityGlyphs'
import { useSay } from '../../components/useSay'

export interface FindingItemProps {
  readonly finding: Finding
  readonly fixing: DoctorSnapshot['fixing']
}

/** One finding: what is wrong, what it hurts, what was seen and how to see it, and its fixes. */
export function FindingItem({ finding, fixing }: FindingItemProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const say = useSay()
  const now = useNow(1_000)
  const { severity, sentence, hurts, evidence, suppresses, fixes, since } = finding
  const commands = evidence.flatMap(({ command }) => command ?? [])
  const isFixing = fixing?.finding === finding.id
  return (
    <li className="finding">
      <StateGlyph state={severityGlyphs[severity]} label={t(`doctor.severity.${severity}`)} size={20} />
      <div className="finding-body">
        <p className="finding-sentence">
          {say(sentence)} <span className="muted small number">{formats.ago(since, now)}</span>
        </p>
        <p className="muted">{say(hurts)}</p>
        <ul className="finding-evidence">
          {evidence.map(({ text }) => {
            const seen = say(text)
            return <li key={seen}>{seen}</li>
          })}
        </ul>
        {suppresses.length > 0 && (
          <p className="muted small">
            {t('doctor.explains', { count: suppresses.length, n: formats.count(suppresses.length) })}
          </p>
        )}
        {commands.length > 0 && (
          <details className="finding-commands">
            <summary>{t('doctor.byHand')}</summary>
            <div className="finding-raw">
              <RawText label={t('doctor.byHand')} text={commands.join('\n')} />
              <CopyButton text={() => commands.join('\n')} />
            </div>
          </details>
        )}
        {fixes.length > 0 && (
          <ul className="finding-fixes">
            {fixes.map((fix, index) => (
              <li key={fix.id}>
                <FixButton
                  finding={finding.id}
                  fix={fix}
                  isFirst={index === 0}
                  isBusy={fixing !== null}
                  running={isFixing && fixing.fix === fix.id ? fixing : null}
                />
              </li>
            ))}
          </ul>
        )}
      </div>
    </li>
  )
}
