import { useTranslation } from 'react-i18next'
import type { DoctorSnapshot, Finding } from '../../../contract/doctor'
import { Button } from '../../components/Button'
import { StateGlyph } from '../../components/StateGlyph'
import { FixButton } from '../../components/doctor/FixButton'
import { severityGlyphs } from '../../components/doctor/severityGlyphs'
import { useSay } from '../../components/useSay'
import { useNavigation } from '../../state/navigation'

export interface FindingNoteProps {
  readonly finding: Finding
  readonly fixing: DoctorSnapshot['fixing']
}

/** A finding of the doctor in short: what is wrong, what was seen first, its best fix, and the way to all the rest. */
export function FindingNote({ finding, fixing }: FindingNoteProps) {
  const { t } = useTranslation()
  const say = useSay()
  const go = useNavigation((state) => state.go)
  const { id, severity, sentence, evidence, fixes } = finding
  const [seen] = evidence
  const [best] = fixes
  return (
    <div className="failure-note">
      <StateGlyph state={severityGlyphs[severity]} label={t(`doctor.severity.${severity}`)} size={16} />
      <div className="failure-note-text">
        <p className="failure-note-sentence">{say(sentence)}</p>
        {seen !== undefined && <p className="failure-note-remedy">{say(seen.text)}</p>}
        {best !== undefined && (
          <FixButton
            finding={id}
            fix={best}
            isFirst={severity === 'fail'}
            isBusy={fixing !== null}
            running={fixing?.finding === id && fixing.fix === best.id ? fixing : null}
          />
        )}
        <div className="failure-note-actions">
          <Button size="small" onPress={() => go('doctor')}>
            {t('palette.go', { screen: t('screens.doctor') })}
          </Button>
        </div>
      </div>
    </div>
  )
}
