import { useTranslation } from 'react-i18next'
import type { TopicName } from '../../../contract/pipeline'
import type { GroupLag, Reading } from '../../../contract/snapshot'
import { Card } from '../../components/Card'
import { Id } from '../../components/Id'
import { StaleNote } from '../../components/StaleNote'
import { StateGlyph } from '../../components/StateGlyph'
import { useFormats } from '../../format/FormatsContext'
import { groupGlyph, toKnownGroupState } from './groupState'
import './GroupsCard.css'

export interface GroupsCardProps {
  readonly groups: Reading<GroupLag[]> | undefined
  readonly topic: TopicName
}

/** The consumer groups that read a topic: members, lag in messages and in time, and where each partition stands. */
export function GroupsCard({ groups, topic }: GroupsCardProps) {
  const { t } = useTranslation()
  if (groups === undefined) return null
  const known = groups.state === 'known' ? groups.value : (groups.last?.value ?? [])
  const reading = known.filter((group) => group.topic === topic)
  return (
    <Card className="groups-card" title={t('topics.groups')} flush scroll>
      {groups.state === 'unknown' && <StaleNote reason={groups.reason} lastAt={groups.last?.at ?? null} />}
      {reading.length > 0 ? (
        <ul>
          {reading.map((group) => (
            <Group key={group.group} group={group} open={reading.length === 1} />
          ))}
        </ul>
      ) : (
        groups.state === 'known' && <p className="groups-none">{t('topics.noGroups')}</p>
      )}
    </Card>
  )
}

function Group({ group, open }: { readonly group: GroupLag; readonly open: boolean }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const state = toKnownGroupState(group.state)
  return (
    <li className="group">
      <div className="group-head">
        <StateGlyph state={groupGlyph(group.state, group.lag)} />
        <Id className="truncate">{group.group}</Id>
        <span className="group-lag number">
          {group.lag === 0 ? (
            t('topics.noLag')
          ) : (
            <>
              {formats.count(group.lag)}
              {group.lagMs !== null && <span className="muted small">{formats.latency(group.lagMs)}</span>}
            </>
          )}
        </span>
      </div>
      <p className="group-facts">
        <span>{state === null ? <Id>{group.state}</Id> : t(`topics.groupState.${state}`)}</span>
        {state !== 'Empty' && (
          <span>{t('topics.members', { count: group.members, n: formats.count(group.members) })}</span>
        )}
      </p>
      {group.partitions.length > 0 && (
        <details className="group-partitions" open={open}>
          <summary>{t('topics.partitions')}</summary>
          <table className="table" aria-label={t('topics.partitions')}>
            <thead>
              <tr>
                <th scope="col">{t('topics.column.partition')}</th>
                <th scope="col" className="table-end">
                  {t('topics.column.committed')}
                </th>
                <th scope="col" className="table-end">
                  {t('topics.column.groupLag')}
                </th>
              </tr>
            </thead>
            <tbody>
              {group.partitions.map(({ partition, committed, lag }) => (
                <tr key={partition}>
                  <td>
                    <Id>{partition}</Id>
                  </td>
                  <td className="table-end">{committed === null ? '–' : formats.count(committed)}</td>
                  <td className="table-end">{formats.count(lag)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </li>
  )
}
