/** Programs that read the events as our enricher does, but for a consumer group of their own. */
import { AssignerProtocol } from '../../kafka/wire/kafkajs/kafkajs'
import { topics } from '../../../contract/pipeline'
import { clientIds } from '../../pipeline/clientIds'
import type { Services } from '../services'
import type { GroupMember } from './kafka'

export interface ReadersFacts {
  readonly enrichers: readonly { readonly group: string; readonly members: readonly GroupMember[] }[]
}

/** As many groups are asked about at once; where others share the brokers, there may be hundreds. */
const groupsAtOnce = 50

/** Rejects with what kafkajs throws. */
export async function lookAtReaders({ admin, settings }: Services, signal: AbortSignal): Promise<ReadersFacts> {
  return admin.use(async (client) => {
    const { groups } = await client.listGroups()
    const names = groups
      .filter(({ groupId, protocolType }) => protocolType === 'consumer' && groupId !== settings.enricherGroup)
      .map(({ groupId }) => groupId)
    const enrichers: ReadersFacts['enrichers'][number][] = []
    for (let at = 0; at < names.length; at += groupsAtOnce) {
      signal.throwIfAborted()
      const described = await client.describeGroups(names.slice(at, at + groupsAtOnce))
      for (const { groupId: group, members } of described.groups) {
        const ours = members.filter(
          ({ clientId, memberMetadata }) => clientId === clientIds.enricher && readsEvents(memberMetadata),
        )
        if (ours.length > 0)
          enrichers.push({ group, members: ours.map(({ clientId, clientHost }) => ({ clientId, host: clientHost })) })
      }
    }
    return { enrichers }
  })
}

const readsEvents = (metadata: Buffer): boolean =>
  AssignerProtocol.MemberMetadata.decode(metadata)?.topics.includes(topics.events) === true
