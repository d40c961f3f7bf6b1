import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
} from '../../kafka/wire/kafkajs/kafkajs'
import type { Settings } from '../../../contract/settings'
import type { Endpoints } from '../../../contract/workers'
import { connectKafka } from '../../kafka/wire/kafkajs/connectKafka'
import { aclChanges, wantedAcls } from './kafkaAcls'
import { logErrors } from './logErrors'

const everything = {
  resourceType: AclResourceTypes.ANY,
  resourcePatternType: ResourcePatternTypes.ANY,
  operation: AclOperationTypes.ANY,
  permissionType: AclPermissionTypes.ANY,
}

/**
 * Gives the accounts of an embedded Kafka their rights, and takes away whatever else somebody may have given. One question where all is right.
 * Adds before it removes: what is denied stays denied meanwhile. Rejects with what kafkajs throws.
 */
export async function limitKafkaAccess(endpoints: Endpoints, settings: Settings): Promise<void> {
  const admin = connectKafka(endpoints, 'marsad-prepare', logErrors).admin()
  try {
    await admin.connect()
    const { resources } = await admin.describeAcls(everything)
    const found = resources.flatMap(({ acls, ...resource }) => acls.map((acl) => ({ ...resource, ...acl })))
    const { add, remove } = aclChanges(wantedAcls(settings), found)
    if (add.length > 0) await admin.createAcls({ acl: add })
    if (remove.length > 0) await admin.deleteAcls({ filters: remove })
  } finally {
    await admin.disconnect()
  }
}
