import { useTranslation } from 'react-i18next'
import { proofStores, type ProofStore, type ReconcileResult } from '../../../contract/proof'
import { Card } from '../../components/Card'
import { DataTable, type Column } from '../../components/DataTable'
import { StateGlyph } from '../../components/StateGlyph'
import { useFormats } from '../../format/FormatsContext'
import './StoresCard.css'

interface Row {
  readonly store: ProofStore | 'leaderboard'
  readonly count: number
  readonly lost: number
  readonly doubled: number
  readonly altered: number
  readonly older: number
}

/** Each store with what it holds of the span and what is wrong there, in the order in which events reach them. */
export function StoresCard({ result }: { readonly result: ReconcileResult }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const count = (kind: 'lost' | 'doubled' | 'altered', store: ProofStore): number =>
    result[kind].filter((difference) => difference.store === store).length
  /** The lists are cut: of a kind that has more, each store may have more. */
  const isCut = (kind: 'lost' | 'doubled' | 'altered'): boolean => result[kind].length < result.totals[kind]
  const rows: Row[] = [
    ...proofStores.map((store) => ({
      store,
      count: result.stores[store].count,
      lost: count('lost', store),
      doubled: count('doubled', store),
      altered: count('altered', store),
      older: result.stores[store].from_retention ?? 0,
    })),
    {
      store: 'leaderboard',
      count: result.leaderboard.checked,
      lost: 0,
      doubled: 0,
      altered: result.totals.wrong,
      older: 0,
    },
  ]
  const number = (value: number, cut = false) =>
    value > 0 ? (
      t(cut ? 'proof.atLeast' : 'proof.exactly', { n: formats.count(value) })
    ) : (
      <span className="muted">{cut ? '…' : '–'}</span>
    )
  const columns: Column<Row>[] = [
    {
      id: 'store',
      header: t('proof.column.store'),
      cell: (row) => (
        <span className="proof-store">
          <StateGlyph
            state={row.lost + row.doubled + row.altered === 0 ? 'ok' : 'fail'}
            label={t(row.lost + row.doubled + row.altered === 0 ? 'glyph.ok' : 'glyph.fail')}
          />
          <span className="truncate">{t(`proof.store.${row.store}`)}</span>
        </span>
      ),
    },
    {
      id: 'count',
      header: t('proof.column.count'),
      width: '96px',
      align: 'end',
      cell: (row) => formats.count(row.count),
    },
    {
      id: 'lost',
      header: t('proof.column.lost'),
      width: '80px',
      align: 'end',
      cell: (row) => number(row.lost, isCut('lost')),
    },
    {
      id: 'doubled',
      header: t('proof.column.doubled'),
      width: '80px',
      align: 'end',
      cell: (row) => number(row.doubled, isCut('doubled')),
    },
    {
      id: 'altered',
      header: t('proof.column.altered'),
      width: '80px',
      align: 'end',
      cell: (row) => number(row.altered, isCut('altered')),
    },
    { id: 'older', header: t('proof.column.older'), width: '108px', align: 'end', cell: (row) => number(row.older) },
  ]
  return (
    <Card className="proof-stores" title={t('proof.stores')} meta={t('proof.storesMeta')} flush>
      <DataTable label={t('proof.stores')} columns={columns} rows={rows} rowKey={({ store }) => store} />
    </Card>
  )
}
