import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { topics as topicsByPart, type TopicName } from '../../../contract/pipeline'
import { Card } from '../../components/Card'
import { ErrorFrame } from '../../components/ErrorFrame'
import { StartStackState } from '../../components/StartStackState'
import { isNotStarted, useSnapshot } from '../../state/consoleStore'
import { GroupsCard } from './GroupsCard'
import { MessagesCard } from './MessagesCard'
import { PartitionsCard } from './PartitionsCard'
import { TopicsCard } from './TopicsCard'
import '../screen.css'
import './TopicsScreen.css'

/** The four topics; of the chosen one its partitions, the groups that read it, and its newest messages. */
export function TopicsScreen() {
  const { t } = useTranslation()
  const stopped = useSnapshot(isNotStarted)
  const [chosen, setChosen] = useState<TopicName>(topicsByPart.events)
  const topics = useSnapshot((snapshot) => snapshot.pipeline?.topics)
  const groups = useSnapshot((snapshot) => snapshot.pipeline?.groups)
  const topic = useMemo(() => {
    if (topics === undefined) return null
    const known = topics.state === 'known' ? topics.value : (topics.last?.value ?? [])
    return known.find((one) => one.name === chosen) ?? null
  }, [topics, chosen])
  if (stopped === true) {
    return (
      <Card className="screen-fill" heading={1} title={t('topics.title')}>
        <StartStackState title={t('topics.stoppedTitle')} body={t('topics.stoppedBody')} />
      </Card>
    )
  }
  return (
    <div className="screen-column">
      <ErrorFrame card>
        <TopicsCard topics={topics} groups={groups} chosen={chosen} onChoose={setChosen} />
      </ErrorFrame>
      <div className="topics-lower">
        <div className="topics-side">
          {topic !== null && (
            <ErrorFrame card>
              <PartitionsCard topic={topic} stale={topics?.state === 'unknown'} />
            </ErrorFrame>
          )}
          <ErrorFrame card>
            <GroupsCard groups={groups} topic={chosen} />
          </ErrorFrame>
        </div>
        <ErrorFrame card key={chosen}>
          <MessagesCard topic={chosen} />
        </ErrorFrame>
      </div>
    </div>
  )
}
