import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useCallback, useLayoutEffect, useMemo, useRef } from 'react'
import type { LogLine } from '../../../contract/commands'
import { classes } from '../../components/classes'
import { Highlight } from '../../components/Highlight'
import { logRows, type LogRow } from './logRows'
import { clockOf } from './logText'
import { SourceMark } from './SourceMark'
import './LogList.css'

const rowHeight = 20
/** Nearer to the end than this counts as being there, in pixels. */
const endMargin = 24
const keyOfPosition = (index: number): number => index

export interface LogListProps {
  /** The list's name for a screen reader. */
  readonly label: string
  readonly lines: readonly LogLine[]
  /** What to mark in the text. */
  readonly needle: string
  readonly wrap: boolean
  /** Keep the newest line in sight. */
  readonly following: boolean
  /** The person scrolled away from the end (false) or back to it (true). */
  readonly onFollow: (following: boolean) => void
}

/** Log lines, only those in sight drawn. Left to right in both languages: logs are written so. */
export function LogList({ label, lines, needle, wrap, following, onFollow }: LogListProps) {
  const box = useRef<HTMLDivElement>(null)
  const lastTop = useRef(0)
  const rows = useMemo(() => logRows(lines), [lines])
  const keyOfRow = useCallback((index: number) => rows[index]?.key ?? index, [rows])
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    // Measured heights belong to rows; where all are alike, the position will do and nothing is computed anew as lines come.
    getItemKey: wrap ? keyOfRow : keyOfPosition,
    overscan: 16,
  })

  useLayoutEffect(() => {
    virtualizer.measure()
  }, [virtualizer, wrap])

  useLayoutEffect(() => {
    if (!following || rows.length === 0 || box.current === null) return
    // With equal rows the end is known; only measured ones need the virtualiser's search for it, which costs more layouts.
    if (wrap) virtualizer.scrollToIndex(rows.length - 1, { align: 'end' })
    else box.current.scrollTop = rows.length * rowHeight
  }, [virtualizer, rows, following, wrap])

  return (
    <div
      ref={box}
      className={classes('log-list', wrap && 'log-list-wrap')}
      dir="ltr"
      tabIndex={0}
      role="group"
      aria-label={label}
      onScroll={(event) => {
        const { scrollTop, scrollHeight, clientHeight } = event.currentTarget
        const atEnd = scrollHeight - scrollTop - clientHeight < endMargin
        // Growing content leaves the position behind the end without anyone having scrolled: only a way up is a wish.
        if (atEnd && !following) onFollow(true)
        else if (!atEnd && following && scrollTop < lastTop.current - 1) onFollow(false)
        lastTop.current = scrollTop
      }}
    >
      <div className="log-list-all" style={{ blockSize: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index]
          if (row === undefined) return null
          return (
            <div
              key={item.key}
              ref={wrap ? virtualizer.measureElement : undefined}
              data-index={item.index}
              className="log-list-item"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <LogRowView row={row} needle={needle} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

const LogRowView = memo(function LogRowView({ row, needle }: { readonly row: LogRow; readonly needle: string }) {
  const { line, text, isFirst } = row
  return (
    <div className={classes('log-row', `log-row-${line.level}`, !isFirst && 'log-row-more')}>
      <span className="log-time">{clockOf(line.at)}</span>
      <SourceMark source={line.source} />
      <span className="log-level">{line.level.toUpperCase()}</span>
      <span className="log-text">
        <Highlight text={text} needle={needle} />
      </span>
    </div>
  )
})
