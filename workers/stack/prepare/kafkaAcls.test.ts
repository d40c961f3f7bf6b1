import { expect, test } from 'vitest'
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes } from '../../kafka/wire/kafkajs/kafkajs'
import { defaultSettings } from '../../../contract/settings'
import { aclChanges, wantedAcls } from './kafkaAcls'

const wanted = wantedAcls({ ...defaultSettings, clickhouseGroup: 'ch-other' })

test('nobody without an account may do more than read and describe', () => {
  const { READ, DESCRIBE, DESCRIBE_CONFIGS } = AclOperationTypes
  for (const acl of wanted) {
    if (acl.permissionType === AclPermissionTypes.ALLOW)
      expect([READ, DESCRIBE, DESCRIBE_CONFIGS]).toContain(acl.operation)
    expect(acl.resourceType).not.toBe(AclResourceTypes.CLUSTER)
  }
})

test('the groups that the settings name are closed', () => {
  const denied = wanted
    .filter((acl) => acl.permissionType === AclPermissionTypes.DENY && acl.resourceType === AclResourceTypes.GROUP)
    .map(({ resourceName }) => resourceName)
  expect(denied.sort()).toEqual(['ch-other', 'marsad-', 'marsad-enricher', 'marsad-leaderboard'])
})

test('only what differs is changed, and what nobody wants is taken away', () => {
  expect(aclChanges(wanted, wanted)).toEqual({ add: [], remove: [] })
  expect(aclChanges(wanted, [])).toEqual({ add: wanted, remove: [] })
  const [first, ...others] = wanted
  if (first === undefined) throw new Error('nothing is wanted')
  const strange = { ...first, operation: AclOperationTypes.WRITE }
  expect(aclChanges(wanted, [...others, strange])).toEqual({ add: [first], remove: [strange] })
})
