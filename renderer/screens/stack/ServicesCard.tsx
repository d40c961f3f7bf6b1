import { Play, RotateCw, Square } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Tooltip, TooltipTrigger } from 'react-aria-components'
import {
  serviceNameSchema,
  type ExtraService,
  type ServiceName,
  type ServiceSnapshot,
  type ServiceState,
} from '../../../contract/snapshot'
import { Button } from '../../components/Button'
import { Card } from '../../components/Card'
import { CopyIcon } from '../../components/CopyIcon'
import { DataTable, type Column } from '../../components/DataTable'
import { FailureNote } from '../../components/FailureNote'
import { Id } from '../../components/Id'
import { StateGlyph } from '../../components/StateGlyph'
import { Unknown } from '../../components/Unknown'
import { useFormats } from '../../format/FormatsContext'
import { useNames } from '../../i18n/useNames'
import { useSnapshot } from '../../state/consoleStore'
import { useCommand } from '../../state/useCommand'
import { useNow } from '../../state/useNow'
import { partGlyph } from './partState'
import { PortCell } from './PortCell'
import { ServiceTrouble } from './ServiceTrouble'
import { totalsOf } from './totalsOf'
import './ServicesCard.css'

/** Every service with its state and figures, its commands, and what went wrong with it. */
export function ServicesCard() {
  const { t } = useTranslation()
  const formats = useFormats()
  const { name, wait } = useNames()
  const services = useSnapshot((snapshot) => snapshot.stack.services) ?? []
  const phase = useSnapshot((snapshot) => snapshot.stack.phase)
  const kind = useSnapshot((snapshot) => snapshot.stack.kind)
  const extras = useSnapshot((snapshot) => snapshot.stack.extras) ?? []
  const failure = useSnapshot((snapshot) => snapshot.stack.failure) ?? null
  const restart = useCommand('stack.restart')
  const now = useNow(1000)
  // Before and after a run, and while it starts or stops as a whole, single services are not offered.
  const offered = phase === 'ready' || phase === 'degraded' || phase === 'failed'
  const totals = totalsOf(services)
  const inContainers = kind === 'docker'
  const rows: readonly Row[] = [...services, ...extras]
  const none = <span className="muted">–</span>

  const all: Column<Row>[] = [
    {
      id: 'service',
      header: t('stack.column.service'),
      width: '116px',
      cell: (service) => <b>{name(service.name)}</b>,
    },
    {
      id: 'state',
      header: t('stack.column.state'),
      cell: (service) => (
        <span className="part-state">
          <StateGlyph state={partGlyph(service.state)} />
          <span className="truncate">
            {service.waitingFor === null
              ? t(`stack.state.${service.state}`)
              : t('stack.since', { state: wait(service.waitingFor), span: formats.duration(now - service.since) })}
          </span>
        </span>
      ),
    },
    {
      id: 'port',
      header: t('stack.column.port'),
      width: inContainers ? '68px' : '124px',
      cell: (service) => <PortCell service={service} />,
    },
    {
      id: 'pid',
      header: t('stack.column.pid'),
      width: '72px',
      cell: (service) => (service.pid === null ? none : <Id>{service.pid}</Id>),
    },
    {
      id: 'version',
      header: t('stack.column.version'),
      width: '104px',
      cell: (service) =>
        service.version === null ? none : <Id className="service-version truncate">{service.version}</Id>,
    },
    {
      id: 'uptime',
      header: t('stack.column.uptime'),
      width: '84px',
      align: 'end',
      cell: (service) => (service.state === 'running' ? formats.duration(now - service.since) : none),
    },
    {
      id: 'start',
      header: t('stack.column.start'),
      width: '84px',
      align: 'end',
      cell: (service) => (service.startMs === null ? none : formats.latency(service.startMs)),
    },
    {
      id: 'cpu',
      header: t('stack.column.cpu'),
      width: '56px',
      align: 'end',
      cell: (service) =>
        service.cpu !== null ? (
          formats.percent(service.cpu)
        ) : service.state === 'running' ? (
          <Unknown reason={null} />
        ) : (
          none
        ),
    },
    {
      id: 'memory',
      header: t('stack.column.memory'),
      width: '80px',
      align: 'end',
      cell: (service) =>
        service.memoryBytes !== null ? (
          formats.bytes(service.memoryBytes)
        ) : service.state === 'running' ? (
          <Unknown reason={null} />
        ) : (
          none
        ),
    },
    {
      id: 'network',
      header: t('stack.column.network'),
      width: '156px',
      align: 'end',
      cell: ({ network }) =>
        network === null ? none : <Flow into={network.receivedPerSecond} out={network.sentPerSecond} />,
    },
    {
      id: 'disk',
      header: t('stack.column.disk'),
      width: '120px',
      align: 'end',
      cell: ({ disk }) => (disk === null ? none : <Flow into={disk.readPerSecond} out={disk.writtenPerSecond} />),
    },
    {
      id: 'restarts',
      header: t('stack.column.restarts'),
      width: '68px',
      align: 'end',
      cell: (service) => formats.count(service.restarts),
    },
    {
      id: 'actions',
      header: t('stack.column.actions'),
      hideHeader: true,
      width: '108px',
      align: 'end',
      cell: (service) => (
        <span className="service-commands">
          {service.shell !== null && service.state === 'running' && (
            <CopyIcon text={service.shell} label={t('stack.copyShell', { name: name(service.name) })} />
          )}
          {offered && isService(service) && <ServiceCommands service={service.name} state={service.state} />}
        </span>
      ),
    },
  ]
  const left = inContainers ? notInContainers : onlyInContainers
  const columns = all.filter(({ id }) => !left.includes(id))

  return (
    <Card
      className="services"
      heading={1}
      title={t('stack.services')}
      meta={
        totals === null
          ? undefined
          : [
              t('stack.totals', { memory: formats.bytes(totals.memoryBytes), cpu: formats.percent(totals.cpu) }),
              ...(totals.network === null
                ? []
                : [
                    t('stack.totalsFlow', {
                      network: formats.bytes(totals.network),
                      disk: formats.bytes(totals.disk ?? 0),
                    }),
                  ]),
            ].join(' · ')
      }
      actions={
        (phase === 'ready' || phase === 'degraded') && (
          <Button
            size="small"
            icon={<RotateCw size={14} aria-hidden />}
            isDisabled={restart.pending}
            onPress={() => restart.run({})}
          >
            {t('stack.restartAll')}
          </Button>
        )
      }
      flush
    >
      {failure !== null && <FailureNote failure={failure} />}
      <DataTable label={t('stack.services')} columns={columns} rows={rows} rowKey={(service) => service.name} />
      {services.map((service) => (
        <ServiceTrouble key={service.name} service={service} />
      ))}
    </Card>
  )
}

/** What a table of containers leaves out, and what only it has. */
const notInContainers: readonly string[] = ['pid', 'start']
const onlyInContainers: readonly string[] = ['network', 'disk']

type Row = ServiceSnapshot | ExtraService
const isService = (row: Row): row is ServiceSnapshot => serviceNameSchema.safeParse(row.name).success

/** Bytes a second in and out. */
function Flow({ into, out }: { readonly into: number; readonly out: number }) {
  const { t } = useTranslation()
  const formats = useFormats()
  return (
    <span className="in-out" title={t('stack.flow', { into: formats.bytes(into), out: formats.bytes(out) })}>
      <span>
        <span aria-hidden>↓</span> {formats.bytes(into)}
      </span>
      <span>
        <span aria-hidden>↑</span> {formats.bytes(out)}
      </span>
    </span>
  )
}

// Figures change four times a second; the commands only with the state.
const ServiceCommands = memo(function ServiceCommands({
  service,
  state,
}: {
  readonly service: ServiceName
  readonly state: ServiceState
}) {
  const { t } = useTranslation()
  const { name } = useNames()
  const start = useCommand('service.start')
  const stop = useCommand('service.stop')
  const restart = useCommand('service.restart')
  const pending = start.pending || stop.pending || restart.pending
  const input = { name: service }
  const down = state === 'stopped' || state === 'failed'
  const names = { name: name(service) }
  if (state === 'stopping') return null
  return (
    <>
      {down || state === 'backoff' ? (
        <Command
          label={t('stack.startNamed', names)}
          icon={<Play size={14} aria-hidden />}
          isDisabled={pending}
          onPress={() => start.run(input)}
        />
      ) : (
        <Command
          label={t('stack.restartNamed', names)}
          icon={<RotateCw size={14} aria-hidden />}
          isDisabled={pending}
          onPress={() => restart.run(input)}
        />
      )}
      {!down && (
        <Command
          label={t('stack.stopNamed', names)}
          icon={<Square size={12} aria-hidden />}
          isDisabled={pending}
          onPress={() => stop.run(input)}
        />
      )}
    </>
  )
})

function Command(props: {
  readonly label: string
  readonly icon: ReactNode
  readonly isDisabled: boolean
  readonly onPress: () => void
}) {
  return (
    <TooltipTrigger delay={300}>
      <Button
        size="small"
        variant="quiet"
        icon={props.icon}
        aria-label={props.label}
        isDisabled={props.isDisabled}
        onPress={props.onPress}
      />
      <Tooltip className="tooltip">{props.label}</Tooltip>
    </TooltipTrigger>
  )
}
