import { ArrowDownToLine, WrapText } from 'lucide-react'
import { useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ToggleButton } from 'react-aria-components'
import type { LogLine } from '../../../contract/commands'
import { Button } from '../../components/Button'
import { Card } from '../../components/Card'
import { CopyButton } from '../../components/CopyButton'
import { EmptyState } from '../../components/EmptyState'
import { FailureNote } from '../../components/FailureNote'
import { SearchInput } from '../../components/SearchInput'
import { Waiting } from '../../components/Waiting'
import { useFormats } from '../../format/FormatsContext'
import { filterLogLines, isOpen, openLogFilter } from './filterLogLines'
import { LogFilters } from './LogFilters'
import { LogList } from './LogList'
import { logText } from './logText'
import { useLogs } from './useLogs'
import './LogsCard.css'

/** The merged logs of all services and workers: filter, search, follow, copy. */
export function LogsCard() {
  const { t } = useTranslation()
  const formats = useFormats()
  const logs = useLogs()
  const [filter, setFilter] = useState(openLogFilter)
  const [wrap, setWrap] = useState(false)
  // Null while following; else the lines as they were when the person scrolled away, so that nothing moves while reading.
  const [held, setHeld] = useState<readonly LogLine[] | null>(null)

  const needle = useDeferredValue(filter.text.trim())
  const applied = useMemo(() => ({ ...filter, text: needle }), [filter, needle])
  const all = held ?? logs.held.lines
  const lines = useMemo(() => filterLogLines(all, applied), [all, applied])
  const newer = useMemo(() => {
    if (held === null) return 0
    const last = held.at(-1)?.seq ?? -1
    return filterLogLines(logs.held.lines, applied).filter((line) => line.seq > last).length
  }, [held, logs.held.lines, applied])
  const open = isOpen(filter)

  const words = (count: number): string => t('logs.lines', { count, n: formats.count(count) })
  return (
    <Card
      className="logs"
      title={t('stack.logs')}
      meta={
        open ? words(lines.length) : t('logs.shown', { shown: words(lines.length), all: formats.count(all.length) })
      }
      flush
      actions={
        <>
          <SearchInput
            label={t('logs.search')}
            value={filter.text}
            onChange={(text) => setFilter((former) => ({ ...former, text }))}
          />
          <ToggleButton className="logs-toggle" isSelected={wrap} onChange={setWrap} aria-label={t('logs.wrap')}>
            <WrapText size={14} aria-hidden />
          </ToggleButton>
          <CopyButton text={() => logText(lines)} isDisabled={lines.length === 0} />
          <Button
            size="small"
            variant={held === null ? 'plain' : 'primary'}
            icon={<ArrowDownToLine size={14} aria-hidden />}
            isDisabled={held === null}
            onPress={() => setHeld(null)}
          >
            {held === null
              ? t('logs.following')
              : newer === 0
                ? t('logs.follow')
                : t('logs.newer', { count: newer, n: formats.count(newer) })}
          </Button>
        </>
      }
    >
      <LogFilters filter={filter} onChange={setFilter} />
      {logs.failure !== null && <FailureNote failure={logs.failure} tone="warn" />}
      {logs.held.lost > 0 && (
        <p className="logs-lost">{t('logs.lost', { count: logs.held.lost, n: formats.count(logs.held.lost) })}</p>
      )}
      {!logs.read ? (
        <Waiting what={t('logs.reading')} />
      ) : lines.length > 0 ? (
        <LogList
          label={t('stack.logs')}
          lines={lines}
          needle={needle}
          wrap={wrap}
          following={held === null}
          onFollow={(following) => setHeld(following ? null : logs.held.lines)}
        />
      ) : open ? (
        <EmptyState title={t('logs.emptyTitle')} body={t('logs.emptyBody')} />
      ) : (
        <EmptyState title={t('logs.noneTitle')} body={t('logs.noneBody')} />
      )}
    </Card>
  )
}
