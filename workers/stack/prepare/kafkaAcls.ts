/** What accounts of the embedded Kafka may do, beside its superusers (services/kafka.ts). Who is not named here may do nothing. */
import {
  AclOperationTypes as Operation,
  AclPermissionTypes as Permission,
  AclResourceTypes as Resource,
  ResourcePatternTypes as Pattern,
  type AclEntry,
} from '../../kafka/wire/kafkajs/kafkajs'
import { kafkaAccounts } from '../../../contract/loopbackEndpoints'
import { topics } from '../../../contract/pipeline'
import type { Settings } from '../../../contract/settings'

const anyone = 'User:ANONYMOUS'
const clickhouse = `User:${kafkaAccounts.clickhouse}`
const all = '*'

type Rule = readonly [
  principal: string,
  permission: AclEntry['permissionType'],
  resource: AclEntry['resourceType'],
  name: string,
  operation: AclEntry['operation'],
  pattern?: AclEntry['resourcePatternType'],
]

/** Topics of Kafka itself: committed positions of others, and who writes transactions. */
const internalTopics = ['__consumer_offsets', '__transaction_state', '__share_group_state']
/** Of the groups and topics of the console's parts and of Kafka Connect, whose configuration topic holds a password. */
const ownPrefix = 'marsad-'

/**
 * Who comes without a password reads every topic of the pipeline, as any group but those of the pipeline: to join one takes its partitions away,
 * and to commit in its name loses or repeats records. ClickHouse's account reads what ClickHouse reads.
 */
export function wantedAcls({ enricherGroup, leaderboardGroup, clickhouseGroup }: Settings): AclEntry[] {
  const ownGroups = [...new Set([enricherGroup, leaderboardGroup, clickhouseGroup])]
  const rules: Rule[] = [
    [anyone, Permission.ALLOW, Resource.TOPIC, all, Operation.READ],
    [anyone, Permission.ALLOW, Resource.TOPIC, all, Operation.DESCRIBE],
    [anyone, Permission.ALLOW, Resource.TOPIC, all, Operation.DESCRIBE_CONFIGS],
    [anyone, Permission.ALLOW, Resource.GROUP, all, Operation.READ],
    [anyone, Permission.ALLOW, Resource.GROUP, all, Operation.DESCRIBE],
    [anyone, Permission.ALLOW, Resource.TRANSACTIONAL_ID, all, Operation.DESCRIBE],
    ...internalTopics.map((name): Rule => [anyone, Permission.DENY, Resource.TOPIC, name, Operation.READ]),
    [anyone, Permission.DENY, Resource.TOPIC, ownPrefix, Operation.READ, Pattern.PREFIXED],
    [anyone, Permission.DENY, Resource.GROUP, ownPrefix, Operation.READ, Pattern.PREFIXED],
    ...ownGroups.map((name): Rule => [anyone, Permission.DENY, Resource.GROUP, name, Operation.READ]),
    [clickhouse, Permission.ALLOW, Resource.TOPIC, topics.enriched, Operation.READ],
    [clickhouse, Permission.ALLOW, Resource.GROUP, all, Operation.READ],
  ]
  return rules.map(([principal, permissionType, resourceType, resourceName, operation, pattern = Pattern.LITERAL]) => ({
    principal,
    host: all,
    permissionType,
    resourceType,
    resourceName,
    resourcePatternType: pattern,
    operation,
  }))
}

const keyOf = (acl: AclEntry): string =>
  JSON.stringify([
    acl.principal,
    acl.host,
    acl.permissionType,
    acl.resourceType,
    acl.resourceName,
    acl.resourcePatternType,
    acl.operation,
  ])

/** What has to be added and removed, so that only what is wanted is there. */
export function aclChanges(
  wanted: readonly AclEntry[],
  found: readonly AclEntry[],
): { readonly add: AclEntry[]; readonly remove: AclEntry[] } {
  const [wantedKeys, foundKeys] = [wanted, found].map((acls) => new Set(acls.map(keyOf)))
  return {
    add: wanted.filter((acl) => foundKeys?.has(keyOf(acl)) !== true),
    remove: found.filter((acl) => wantedKeys?.has(keyOf(acl)) !== true),
  }
}
