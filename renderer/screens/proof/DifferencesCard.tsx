import { useTranslation } from 'react-i18next'
import { reasonsText } from '../../../contract/messages/message'
import type { ReconcileResult } from '../../../contract/proof'
import { Card } from '../../components/Card'
import { DataTable, type Column } from '../../components/DataTable'
import { Id } from '../../components/Id'
import { useFormats } from '../../format/FormatsContext'
import { useLanguage } from '../../i18n/useNames'
import { minuteStartMs } from '../../../contract/pipeline'

interface Row {
  readonly key: string
  readonly kind: 'lost' | 'doubled' | 'altered' | 'wrong'
  readonly what: string
  readonly where: string
  readonly detail: string
}

/** Every event and score that is wrong, as far as the list goes: what, where, how. */
export function DifferencesCard({ result }: { readonly result: ReconcileResult }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const formats = useFormats()
  const rows: Row[] = [
    ...(['lost', 'doubled', 'altered'] as const).flatMap((kind) =>
      result[kind].map(({ event_id: event, store, reasons }) => ({
        key: `${kind}/${event}/${store}`,
        kind,
        what: String(event),
        where: t(`proof.store.${store}`),
        detail: reasonsText(reasons, language),
      })),
    ),
    ...result.leaderboard.wrong.map(({ minute, content_id: content, expected, actual }) => ({
      key: `wrong/${minute}/${content}`,
      kind: 'wrong' as const,
      what: content,
      where: t('proof.minute', { minute: formats.minuteUtc(minuteStartMs(minute)) }),
      detail: t('proof.score', { expected: formats.cents(expected), actual: formats.cents(actual) }),
    })),
  ]
  if (rows.length === 0) return null
  const { lost, doubled, altered, wrong } = result.totals
  const all = lost + doubled + altered + wrong
  const columns: Column<Row>[] = [
    { id: 'kind', header: t('proof.column.kind'), width: '112px', cell: (row) => t(`proof.kind.${row.kind}`) },
    { id: 'what', header: t('proof.column.what'), width: '300px', cell: (row) => <Id>{row.what}</Id> },
    { id: 'where', header: t('proof.column.where'), width: '260px', cell: (row) => row.where },
    {
      id: 'detail',
      header: t('proof.column.detail'),
      cell: (row) => row.detail,
    },
  ]
  return (
    <Card
      className="screen-fill"
      title={t('proof.differences')}
      meta={
        rows.length < all
          ? t('proof.shownOf', { shown: formats.count(rows.length), all: formats.count(all) })
          : formats.count(all)
      }
      flush
      scroll
    >
      <DataTable label={t('proof.differences')} columns={columns} rows={rows} rowKey={({ key }) => key} sticky />
    </Card>
  )
}
