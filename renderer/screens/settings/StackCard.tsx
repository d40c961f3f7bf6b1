import { useTranslation } from 'react-i18next'
import { stackKindSchema, type Settings } from '../../../contract/settings'
import type { StackPhase } from '../../../contract/snapshot'
import { Card } from '../../components/Card'
import { Segmented } from '../../components/Segmented'
import { useCommand } from '../../state/useCommand'
import { isUp } from './isUp'
import { PathChoice } from './PathChoice'
import { SettingRow } from './SettingRow'
import { SwitchControl } from './SwitchControl'

/** Who runs the services, and what belongs to that choice. Another kind can be chosen while the stack is stopped. */
export function StackCard({ settings, phase }: { readonly settings: Settings; readonly phase: StackPhase }) {
  const { t } = useTranslation()
  const change = useCommand('settings.change')
  const { stack } = settings
  const { docker } = stack
  const isBusy = isUp(phase)
  const changeDocker = (part: Partial<typeof docker>): void =>
    change.run({ stack: { ...stack, docker: { ...docker, ...part } } })
  return (
    <Card title={t('settings.stack')}>
      <SettingRow
        label={t('settings.stackKind')}
        hint={t(isBusy ? 'settings.stackKindBusy' : `settings.stackKindHint.${stack.kind}`)}
      >
        <Segmented
          label={t('settings.stackKind')}
          value={stack.kind}
          isDisabled={isBusy}
          onChange={(kind) => change.run({ stack: { ...stack, kind } })}
          options={stackKindSchema.options.map((kind) => ({ value: kind, label: t(`settings.stackKinds.${kind}`) }))}
        />
      </SettingRow>
      {stack.kind === 'docker' && (
        <>
          <SettingRow label={t('settings.composeFile')} hint={t('settings.composeFileHint')}>
            <PathChoice
              label={t('settings.composeFile')}
              purpose="composeFile"
              path={docker.composeFile}
              none={t('settings.composeFileOwn')}
              onChange={(composeFile) => changeDocker({ composeFile })}
            />
          </SettingRow>
          <SettingRow label={t('settings.tools')} hint={t('settings.toolsHint')}>
            <SwitchControl
              label={t('settings.tools')}
              word={t(docker.tools ? 'settings.on' : 'settings.off')}
              isOn={docker.tools}
              onChange={(tools) => changeDocker({ tools })}
            />
          </SettingRow>
          <SettingRow label={t('settings.keepRunning')} hint={t('settings.keepRunningHint')}>
            <SwitchControl
              label={t('settings.keepRunning')}
              word={t(docker.keepRunning ? 'settings.on' : 'settings.off')}
              isOn={docker.keepRunning}
              onChange={(keepRunning) => changeDocker({ keepRunning })}
            />
          </SettingRow>
        </>
      )}
    </Card>
  )
}
