import { memo, useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { PipelineSnapshot } from '../../../contract/snapshot'
import { Card } from '../../components/Card'
import { EmptyState } from '../../components/EmptyState'
import { TimeChart, type TimeSeries } from '../../components/TimeChart'
import { useFormats } from '../../format/FormatsContext'

/** Events per second on the flat and the enriched topic, the latest two minutes. */
export const RatePanel = memo(function RatePanel({ rates }: { readonly rates: PipelineSnapshot['rates'] | null }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const series = useMemo<readonly TimeSeries[]>(
    () =>
      rates === null
        ? []
        : [
            { id: 'flat', label: t('rates.flat'), colour: 'c1', values: rates.flat },
            { id: 'enriched', label: t('rates.enriched'), colour: 'c3', dash: true, values: rates.enriched },
          ],
    [rates, t],
  )
  const formatValue = useCallback((value: number) => formats.rateNumber(value), [formats])
  const latest = (values: readonly (number | null)[]): string => {
    const value = values.findLast((one) => one !== null)
    return value === undefined ? '–' : formats.rateNumber(value)
  }
  const isEmpty = rates === null || rates.flat.every((value) => value === null)
  return (
    <Card title={t('rates.title')} meta={t('rates.meta')} flush>
      {isEmpty ? (
        <EmptyState title={t('rates.empty')} body={t('rates.emptyBody')} />
      ) : (
        <TimeChart
          label={t('rates.title')}
          summary={t('rates.summary', { flat: latest(rates.flat), enriched: latest(rates.enriched) })}
          startAt={rates.startAt}
          stepMs={1000}
          series={series}
          formatValue={formatValue}
        />
      )}
    </Card>
  )
})
