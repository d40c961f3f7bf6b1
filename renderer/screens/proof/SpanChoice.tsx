import { useTranslation } from 'react-i18next'
import { NumberInput } from '../../components/NumberInput'
import { Segmented } from '../../components/Segmented'
import { useFormats } from '../../format/FormatsContext'
import { parseId, spanMinutes, type SpanDraft } from './spanDraft'
import './SpanChoice.css'

export interface SpanChoiceProps {
  readonly draft: SpanDraft
  readonly isDisabled: boolean
  readonly onChange: (draft: SpanDraft) => void
  readonly onSubmit: () => void
}

/** Which events: those of the latest minutes, or from one id to another. */
export function SpanChoice({ draft, isDisabled, onChange, onSubmit }: SpanChoiceProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const id = (field: 'first' | 'last') => (
    <NumberInput
      label={t(`proof.${field}`)}
      text={draft[field]}
      error={draft[field] === '' || parseId(draft[field]) !== null ? null : t('proof.notId')}
      onChange={(text) => onChange({ ...draft, [field]: text })}
      onSubmit={onSubmit}
    />
  )
  return (
    <div className="span-choice">
      <Segmented
        label={t('proof.span')}
        isDisabled={isDisabled}
        value={String(draft.by)}
        onChange={(chosen) => {
          const by = spanMinutes.find((minutes) => String(minutes) === chosen) ?? 'ids'
          onChange({ ...draft, by })
        }}
        options={[
          ...spanMinutes.map((minutes) => ({ value: String(minutes), label: formats.duration(minutes * 60_000) })),
          { value: 'ids', label: t('proof.ids') },
        ]}
      />
      {draft.by === 'ids' && (
        <span className="span-ids">
          {id('first')}
          <span aria-hidden>–</span>
          {id('last')}
        </span>
      )}
    </div>
  )
}
