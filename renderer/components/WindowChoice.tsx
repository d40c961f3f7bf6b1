import { useTranslation } from 'react-i18next'
import { windowMinutes, type WindowMinutes } from '../../contract/pipeline'
import { useFormats } from '../format/FormatsContext'
import { Segmented } from './Segmented'

export interface WindowChoiceProps {
  readonly value: WindowMinutes
  readonly onChange: (value: WindowMinutes) => void
  /** Where there is little room: the numbers with a letter for minutes. */
  readonly short?: boolean
}

/** Chooses the window of the leaderboard. */
export function WindowChoice({ value, onChange, short = false }: WindowChoiceProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  return (
    <Segmented
      label={t('leaderboard.window')}
      value={String(value)}
      onChange={(chosen) => {
        const found = windowMinutes.find((one) => String(one) === chosen)
        if (found !== undefined) onChange(found)
      }}
      options={windowMinutes.map((one) => ({
        value: String(one),
        label: short
          ? t('leaderboard.minutesShort', { n: formats.count(one) })
          : t('leaderboard.minutes', { count: one, n: formats.count(one) }),
      }))}
    />
  )
}
