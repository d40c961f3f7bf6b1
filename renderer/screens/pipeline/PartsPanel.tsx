import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ServiceSnapshot, ServiceState, WorkerSnapshot } from '../../../contract/snapshot'
import { Card } from '../../components/Card'
import { DataTable, type Column } from '../../components/DataTable'
import { StateGlyph, type GlyphState } from '../../components/StateGlyph'
import { useFormats } from '../../format/FormatsContext'
import { useNames } from '../../i18n/useNames'
import { useNow } from '../../state/useNow'
import './PartsPanel.css'

interface Part {
  readonly name: string
  readonly state: ServiceState
  readonly since: number
  readonly cpu: number | null
  readonly memoryBytes: number | null
}

const glyphs: Readonly<Record<ServiceState, GlyphState>> = {
  running: 'ok',
  starting: 'idle',
  stopping: 'idle',
  stopped: 'idle',
  backoff: 'fail',
  failed: 'fail',
}

/** Services and workers in one list (load and memory are measured for services only), where the window has room for it. */
export const PartsPanel = memo(function PartsPanel({
  services,
  workers,
}: {
  readonly services: readonly ServiceSnapshot[]
  readonly workers: readonly WorkerSnapshot[]
}) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { name } = useNames()
  const now = useNow(1000)
  const parts: readonly Part[] = [
    ...services,
    ...workers.map((worker) => ({ ...worker, cpu: null, memoryBytes: null })),
  ]
  const columns: readonly Column<Part>[] = [
    {
      id: 'name',
      header: t('parts.name'),
      cell: (part) => (
        <span className="part-name">
          <StateGlyph state={glyphs[part.state]} />
          {name(part.name)}
        </span>
      ),
    },
    {
      id: 'state',
      header: t('parts.state'),
      width: '84px',
      cell: (part) => <span className="muted">{t(`parts.is.${part.state}`)}</span>,
    },
    {
      id: 'since',
      header: t('parts.since'),
      width: '84px',
      align: 'end',
      cell: (part) => formats.duration(now - part.since),
    },
    {
      id: 'cpu',
      header: t('parts.cpu'),
      width: '64px',
      align: 'end',
      cell: (part) => (part.cpu === null ? '' : formats.percent(part.cpu)),
    },
    {
      id: 'memory',
      header: t('parts.memory'),
      width: '92px',
      align: 'end',
      cell: (part) => (part.memoryBytes === null ? '' : formats.bytes(part.memoryBytes)),
    },
  ]
  return (
    <Card title={t('parts.title')} flush scroll>
      <DataTable label={t('parts.title')} columns={columns} rows={parts} rowKey={(part) => part.name} />
    </Card>
  )
})
