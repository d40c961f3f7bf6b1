import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../../components/Card'
import { classes } from '../../components/classes'
import { Rate } from '../../components/Quantity'
import { StaleNote } from '../../components/StaleNote'
import { Waiting } from '../../components/Waiting'
import { useFormats } from '../../format/FormatsContext'
import { useSnapshot } from '../../state/consoleStore'
import { addSample, growthOf, type CountSample } from './growth'
import './CountsCard.css'

/** Distinct events, stored rows and errors, each with its growth while the screen is open. */
export function CountsCard() {
  const { t } = useTranslation()
  const formats = useFormats()
  const reading = useSnapshot((snapshot) => snapshot.pipeline?.clickhouse)
  const [samples, setSamples] = useState<readonly CountSample[]>([])

  const shown = reading?.state === 'known' ? reading : (reading?.last ?? null)
  const now: CountSample | null =
    shown === null
      ? null
      : { at: shown.at, distinct: shown.value.distinct, raw: shown.value.raw, errors: shown.value.errors }
  // The samples follow from the readings: kept during render, so that no picture shows growth against an older base.
  const kept = now === null ? samples : addSample(samples, now)
  if (kept !== samples) setSamples(kept)

  const growth = (which: 'distinct' | 'raw' | 'errors'): string => {
    const grown = now === null ? null : growthOf(kept, now, which)
    if (grown === null) return t('warehouse.growthSoon')
    const span = formats.duration(grown.spanMs)
    return grown.delta === 0
      ? t('warehouse.unchanged', { span })
      : t('warehouse.grew', { n: formats.signed(grown.delta), span })
  }

  return (
    <Card className="warehouse-counts" heading={1} title={t('warehouse.title')} meta="ClickHouse" flush>
      {reading?.state === 'unknown' && <StaleNote reason={reading.reason} lastAt={reading.last?.at ?? null} />}
      {shown === null ? (
        reading === undefined && <Waiting what={t('warehouse.readingCounts')} />
      ) : (
        <dl className={classes('warehouse-counts-list', reading?.state === 'unknown' && 'warehouse-counts-stale')}>
          {(['distinct', 'raw', 'errors'] as const).map((which) => (
            <div key={which} className="warehouse-count">
              <dt>{t(`warehouse.${which}`)}</dt>
              <dd
                className={classes(
                  'warehouse-count-value',
                  which === 'errors' && shown.value.errors > 0 && 'warehouse-count-bad',
                )}
              >
                {formats.count(shown.value[which])}
              </dd>
              <dd className="warehouse-count-note">{t(`warehouse.${which}Help`)}</dd>
              {reading?.state === 'known' && (
                <dd className="warehouse-count-note">
                  {growth(which)}
                  {which === 'distinct' && shown.value.ratePerSecond !== null && (
                    <span className="warehouse-count-rate">
                      <Rate value={shown.value.ratePerSecond} />
                    </span>
                  )}
                </dd>
              )}
            </div>
          ))}
        </dl>
      )}
    </Card>
  )
}
