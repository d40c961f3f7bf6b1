import { RotateCw, Square } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { StackSnapshot } from '../../../contract/snapshot'
import { Button } from '../../components/Button'
import { Card } from '../../components/Card'
import { FailureNote } from '../../components/FailureNote'
import { Id } from '../../components/Id'
import { useNames } from '../../i18n/useNames'
import { useCommand } from '../../state/useCommand'
import { StartTimeline } from './StartTimeline'
import '../screen.css'
import './StartFailedPanel.css'

/** A start that gave up: why, the last log lines folded, and the two ways on. */
export function StartFailedPanel({ stack }: { readonly stack: StackSnapshot }) {
  const { t } = useTranslation()
  const { name } = useNames()
  const start = useCommand('stack.start')
  const stop = useCommand('stack.stop')
  const failed = stack.services.find((service) => service.failure !== null)
  const failure = stack.failure ?? failed?.failure ?? { code: 'internal', details: {}, cause: null }
  const isBusy = start.pending || stop.pending
  return (
    <div className="screen-column">
      <div className="start-failed-note" role="alert">
        <FailureNote
          failure={failure}
          log={failed?.lastLog ?? []}
          actions={
            <>
              <Button
                variant={stack.proposed.length > 0 ? 'plain' : 'primary'}
                icon={<RotateCw size={14} aria-hidden />}
                isDisabled={isBusy}
                onPress={() => start.run({})}
              >
                {t('action.tryAgain')}
              </Button>
              <Button icon={<Square size={12} aria-hidden />} isDisabled={isBusy} onPress={() => stop.run({})}>
                {t('action.stop')}
              </Button>
            </>
          }
        />
      </div>
      {stack.proposed.length > 0 && (
        <Card
          className="start-failed-proposed"
          title={t('proposed.title')}
          scroll
          actions={
            <Button variant="primary" isDisabled={isBusy} onPress={() => start.run({ agreed: stack.proposed })}>
              {t('proposed.agree')}
            </Button>
          }
        >
          <ul className="start-failed-changes">
            {stack.proposed.map(({ step, changes }) => (
              <li key={step}>
                <b>{name(step)}</b>
                <ul>
                  {changes.map((change) => (
                    <li key={change}>
                      <Id>{change}</Id>
                    </li>
                  ))}
                </ul>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <StartTimeline stack={stack} />
    </div>
  )
}
