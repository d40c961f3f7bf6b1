import { useTranslation } from 'react-i18next'
import type { ConsoleSnapshot } from '../../../contract/snapshot'
import { Card } from '../../components/Card'
import { Id } from '../../components/Id'
import { RawText } from '../../components/RawText'
import { StaleNote } from '../../components/StaleNote'
import { StateGlyph, type GlyphState } from '../../components/StateGlyph'
import { Waiting } from '../../components/Waiting'
import { useFormats } from '../../format/FormatsContext'
import { useSnapshot } from '../../state/consoleStore'
import { useNow } from '../../state/useNow'
import { consumerState, type ConsumerState } from './consumerState'
import './ConsumersCard.css'

type Clickhouse = NonNullable<ConsoleSnapshot['pipeline']>['clickhouse']
type Consumer = Extract<Clickhouse, { state: 'known' }>['value']['consumers'][number]

const glyphs: Readonly<Record<ConsumerState, GlyphState>> = { polling: 'ok', failed: 'warn', silent: 'fail' }

/** Who fills the warehouse: the consumers of the Kafka table, whether they read, and their last exception. */
export function ConsumersCard() {
  const { t } = useTranslation()
  const reading = useSnapshot((snapshot) => snapshot.pipeline?.clickhouse)
  const known = reading?.state === 'known' ? reading.value.consumers : null
  return (
    <Card
      className="consumers"
      title={t('warehouse.consumers')}
      meta={<Id>{t('warehouse.consumersMeta')}</Id>}
      flush
      scroll
    >
      {reading === undefined && <Waiting what={t('warehouse.readingCounts')} />}
      {reading?.state === 'unknown' && <StaleNote reason={reading.reason} lastAt={null} />}
      {known !== null &&
        (known.length === 0 ? (
          <p className="consumers-none">
            <StateGlyph state="warn" />
            {t('warehouse.noConsumers')}
          </p>
        ) : (
          <ul>
            {known.map((consumer) => (
              <ConsumerRow key={consumer.id} consumer={consumer} />
            ))}
          </ul>
        ))}
    </Card>
  )
}

function ConsumerRow({ consumer }: { readonly consumer: Consumer }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const now = useNow(1000)
  const state = consumerState(consumer, now)
  return (
    <li className="consumer">
      <div className="consumer-head">
        <StateGlyph state={glyphs[state]} />
        <b>{t(`warehouse.consumerState.${state}`)}</b>
        <Id className="truncate muted small">{consumer.id}</Id>
      </div>
      <p className="consumer-facts">
        <span>
          {t('warehouse.consumerRead', { count: consumer.messagesRead, n: formats.count(consumer.messagesRead) })}
        </span>
        <span>
          {consumer.lastPollAt === null
            ? t('warehouse.neverPolled')
            : t('warehouse.polled', { ago: formats.ago(consumer.lastPollAt, now) })}
        </span>
      </p>
      {consumer.lastException !== null && (
        <details className="consumer-exception">
          <summary>{t('warehouse.lastException')}</summary>
          <RawText label={t('warehouse.lastException')} text={consumer.lastException} />
        </details>
      )}
    </li>
  )
}
