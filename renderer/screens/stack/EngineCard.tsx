import { DownloadCloud, ListChecks, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { Card } from '../../components/Card'
import { ConfirmByName } from '../../components/ConfirmByName'
import { CopyButton } from '../../components/CopyButton'
import { EngineAbsent } from '../../components/EngineAbsent'
import { Id } from '../../components/Id'
import { PreflightList } from '../../components/PreflightList'
import { PullProgress } from '../../components/PullProgress'
import { useSnapshot } from '../../state/consoleStore'
import { useCommand } from '../../state/useCommand'
import './EngineCard.css'

/** The Docker engine in use, what it holds of the project, and what can be done with that while the stack rests. */
export function EngineCard() {
  const { t } = useTranslation()
  const engine = useSnapshot((snapshot) => snapshot.stack.engine) ?? null
  const failure = useSnapshot((snapshot) => snapshot.stack.engineFailure) ?? null
  const preflight = useSnapshot((snapshot) => snapshot.stack.preflight) ?? []
  const pull = useSnapshot((snapshot) => snapshot.stack.pull) ?? null
  const phase = useSnapshot((snapshot) => snapshot.stack.phase)
  const check = useCommand('stack.check')
  const update = useCommand('stack.pull')
  const remove = useCommand('stack.remove')
  const isBusy = check.pending || update.pending || remove.pending
  const isAtRest = phase === 'stopped' || phase === 'partial' || phase === 'failed'

  // While all is well and running, the room is for the services.
  const shown = isAtRest ? preflight : preflight.filter(({ state }) => state !== 'ok')

  return (
    <>
      <Card
        title={t('engine.title')}
        meta={engine === null ? undefined : <Id>{engine.name}</Id>}
        className="engine"
        actions={
          isAtRest && (
            <>
              <Button
                size="small"
                icon={<ListChecks size={14} aria-hidden />}
                isDisabled={isBusy}
                onPress={() => check.run({})}
              >
                {t('engine.check')}
              </Button>
              {engine !== null && (
                <>
                  <Button
                    size="small"
                    icon={<DownloadCloud size={14} aria-hidden />}
                    isDisabled={isBusy}
                    onPress={() => update.run({})}
                  >
                    {t('engine.pull')}
                  </Button>
                  <Button size="small" isDisabled={isBusy} onPress={() => remove.run({ volumes: null })}>
                    {t('engine.removeContainers')}
                  </Button>
                  <ConfirmByName
                    trigger={
                      <Button
                        size="small"
                        variant="danger"
                        icon={<Trash2 size={14} aria-hidden />}
                        isDisabled={isBusy || engine.volumes.length === 0}
                      >
                        {t('engine.removeData')}
                      </Button>
                    }
                    title={t('engine.removeTitle')}
                    name={engine.project}
                    action={t('engine.removeData')}
                    onConfirm={() => remove.run({ volumes: [...engine.volumes] })}
                  >
                    <p>{t('engine.removeBody')}</p>
                    <ul className="engine-volumes">
                      {engine.volumes.map((volume) => (
                        <li key={volume}>
                          <Id>{volume}</Id>
                        </li>
                      ))}
                    </ul>
                  </ConfirmByName>
                </>
              )}
            </>
          )
        }
      >
        {failure !== null && <EngineAbsent failure={failure} />}
        {engine !== null && (
          <dl className="engine-facts">
            <div>
              <dt>{t('engine.address')}</dt>
              <dd>
                <Id>{engine.address}</Id> <span className="muted">{engine.source}</span>
              </dd>
            </div>
            <div>
              <dt>{t('engine.project')}</dt>
              <dd>
                <Id>{engine.project}</Id>
              </dd>
            </div>
            <div>
              <dt>{t('engine.file')}</dt>
              <dd>
                <Id>{engine.composeFile}</Id> <CopyButton text={() => engine.composeFile} />
              </dd>
            </div>
          </dl>
        )}
        {shown.length > 0 && <PreflightList checks={shown} />}
      </Card>
      {pull !== null && <PullProgress pull={pull} />}
    </>
  )
}
