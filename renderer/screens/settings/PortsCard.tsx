import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Ports } from '../../../contract/settings'
import { serviceNames, type ServiceName, type ServiceSnapshot } from '../../../contract/snapshot'
import { Button } from '../../components/Button'
import { Card } from '../../components/Card'
import { isolateLtr } from '../../format/bidi'
import { useFormats } from '../../format/FormatsContext'
import { useNames } from '../../i18n/useNames'
import { useCommand } from '../../state/useCommand'
import { NumberInput } from '../../components/NumberInput'
import { checkPorts, highestPort, lowestPort, type PortFault } from './portDraft'
import { SettingRow } from './SettingRow'

/** The preferred ports, which apply at the next start; and the ports in use, with who held a preferred one. */
export function PortsCard({
  ports,
  services,
}: {
  readonly ports: Ports
  readonly services: readonly ServiceSnapshot[]
}) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { name } = useNames()
  const [draft, setDraft] = useState<Readonly<Partial<Record<ServiceName, string>>>>({})
  const change = useCommand('settings.change')

  const textOf = (service: ServiceName): string => draft[service] ?? String(ports[service])
  const checked = checkPorts({
    postgres: textOf('postgres'),
    kafka: textOf('kafka'),
    connect: textOf('connect'),
    clickhouse: textOf('clickhouse'),
    redis: textOf('redis'),
  })
  const wanted = checked.ports
  const isChanged = wanted !== null && serviceNames.some((service) => wanted[service] !== ports[service])
  const faultText = (fault: PortFault | undefined): string | null => {
    if (fault === undefined) return null
    if (fault === 'twice') return t('settings.portTwice')
    return t('settings.outOfRange', { from: formats.plain(lowestPort), to: formats.plain(highestPort) })
  }
  const save = (): void => {
    if (wanted === null || !isChanged) return
    change.run({ ports: wanted })
    setDraft({})
  }

  return (
    <Card
      title={t('settings.ports')}
      meta={t('settings.portsHint')}
      actions={
        <Button size="small" isDisabled={!isChanged || change.pending} onPress={save}>
          {t('settings.apply')}
        </Button>
      }
    >
      {serviceNames.map((service) => {
        const live = services.find((one) => one.name === service)
        return (
          <SettingRow key={service} label={name(service)} hint={usage(live)}>
            <NumberInput
              label={t('settings.portOf', { name: name(service) })}
              text={textOf(service)}
              error={faultText(checked.faults[service])}
              onChange={(text) => setDraft((former) => ({ ...former, [service]: text }))}
              onSubmit={save}
            />
          </SettingRow>
        )
      })}
    </Card>
  )

  function usage(service: ServiceSnapshot | undefined): string {
    if (service === undefined || service.state === 'stopped') return t('settings.portIdle')
    const port = isolateLtr(String(service.port))
    if (service.portTaken === null) return t('settings.portInUse', { port })
    return t('settings.portTaken', {
      port,
      wanted: isolateLtr(String(service.portTaken.wanted)),
      owner: isolateLtr(service.portTaken.owner),
    })
  }
}
