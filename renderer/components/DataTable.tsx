import type { ReactNode } from 'react'
import { classes } from './classes'
import './DataTable.css'

export interface Column<Row> {
  readonly id: string
  readonly header: string
  /** Keep the header for a screen reader only. */
  readonly hideHeader?: boolean
  /** Numbers stand at the end. */
  readonly align?: 'start' | 'end'
  /** CSS width; without one the column shares what is left. */
  readonly width?: string
  readonly cell: (row: Row) => ReactNode
}

export interface DataTableProps<Row> {
  /** The table's name for a screen reader. */
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  /** Keep the header row in sight while the surrounding box scrolls. */
  readonly sticky?: boolean
  /** Draw no header row; it stays for a screen reader. */
  readonly bare?: boolean
}

/** A table of fixed columns: cells are cut, never wrapped, so that changing values move nothing. */
export function DataTable<Row>({ label, columns, rows, rowKey, sticky, bare }: DataTableProps<Row>) {
  return (
    <table className={classes('table', sticky && 'table-sticky', bare && 'table-bare')} aria-label={label}>
      <colgroup>
        {columns.map((column) => (
          <col key={column.id} {...(column.width === undefined ? {} : { style: { inlineSize: column.width } })} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.id} scope="col" className={classes(column.align === 'end' && 'table-end')}>
              {column.hideHeader ? <span className="sr-only">{column.header}</span> : column.header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map((column) => (
              <td key={column.id} className={classes(column.align === 'end' && 'table-end')}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
