import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import type { WarehouseMinutes } from '../../../contract/commands'
import { Card } from '../../components/Card'
import { EmptyState } from '../../components/EmptyState'
import { TimeChart, type TimeSeries } from '../../components/TimeChart'
import { Waiting } from '../../components/Waiting'
import { useFormats } from '../../format/FormatsContext'
import { useLiveQuery } from '../../state/useLiveQuery'
import { keepColours, seriesColours, type SeriesColour } from './keepColours'
import { QueryNote } from './QueryNote'
import './MinutesCard.css'

const minutes = 60
const everyMs = 5000
const minuteMs = 60_000

/** Engagement of the top contents, minute by minute, with a legend that shows and hides. */
export function MinutesCard() {
  const { t } = useTranslation()
  const formats = useFormats()
  const n = formats.count(minutes)
  const query = useLiveQuery('warehouse.minutes', { minutes, top: seriesColours.length }, everyMs)
  return (
    <Card className="minutes" title={t('warehouse.minutes', { n })} meta={t('warehouse.minutesMeta')} flush>
      <QueryNote query={query} />
      {query.value === null ? (
        query.failure === null && <Waiting what={t('warehouse.readingMinutes', { n })} />
      ) : query.value.series.length === 0 ? (
        <EmptyState title={t('warehouse.minutesEmptyTitle', { n })} body={t('warehouse.minutesEmptyBody')} />
      ) : (
        <MinutesChart engagement={query.value} />
      )}
    </Card>
  )
}

function MinutesChart({ engagement }: { readonly engagement: WarehouseMinutes }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { startAt, series } = engagement
  const [colours, setColours] = useState<ReadonlyMap<string, SeriesColour>>(new Map())
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const [step, setStep] = useState<number | null>(null)

  const coloured = keepColours(
    colours,
    series.map((one) => one.contentId),
  )
  if (coloured !== colours) setColours(coloured)

  const lines = useMemo<readonly TimeSeries[]>(
    () =>
      series
        .filter((one) => !hidden.has(one.contentId))
        .map((one) => ({
          id: one.contentId,
          label: one.title ?? one.contentId,
          colour: coloured.get(one.contentId) ?? 'c6',
          values: one.seconds,
        })),
    [series, hidden, coloured],
  )
  const clock = useMemo(
    () => new Intl.DateTimeFormat(formats.locale, { hour: '2-digit', minute: '2-digit' }),
    [formats.locale],
  )
  const formatTime = useCallback((at: number) => clock.format(at), [clock])
  const formatValue = useCallback((value: number) => formats.compact(value), [formats])
  const leader = series[0]

  return (
    <div className="minutes-body">
      <TimeChart
        label={t('warehouse.minutes', { n: formats.count(minutes) })}
        summary={
          leader === undefined
            ? ''
            : t('warehouse.minutesSummary', {
                title: leader.title ?? leader.contentId,
                total: formats.count(Math.round(leader.total)),
              })
        }
        startAt={startAt}
        stepMs={minuteMs}
        series={lines}
        formatValue={formatValue}
        formatTime={formatTime}
        legend="none"
        onCursor={setStep}
      />
      <div className="minutes-legend">
        <p className="minutes-legend-head" aria-live="off">
          <span>{t('warehouse.contents')}</span>
          <span>
            {step === null
              ? t('warehouse.total', { n: formats.count(minutes) })
              : formatTime(startAt + step * minuteMs)}
          </span>
        </p>
        <ToggleButtonGroup
          className="minutes-series"
          orientation="vertical"
          aria-label={t('warehouse.contents')}
          selectionMode="multiple"
          selectedKeys={series.map((one) => one.contentId).filter((id) => !hidden.has(id))}
          onSelectionChange={(keys) =>
            setHidden(new Set(series.map((one) => one.contentId).filter((id) => !keys.has(id))))
          }
        >
          {series.map((one) => {
            const value = step === null ? one.total : one.seconds[step]
            return (
              <ToggleButton key={one.contentId} id={one.contentId} className="minutes-key">
                <i className={`time-chart-swatch swatch-${coloured.get(one.contentId) ?? 'c6'}`} />
                <span className="truncate minutes-title" dir="auto">
                  {one.title ?? one.contentId}
                </span>
                <span className="number">
                  {value === undefined ? '–' : t('warehouse.totalSeconds', { n: formats.count(Math.round(value)) })}
                </span>
              </ToggleButton>
            )
          })}
        </ToggleButtonGroup>
      </div>
    </div>
  )
}
