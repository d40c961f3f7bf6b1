/** The one door to kafkajs: whoever needs a class, type or number of it imports it here, and the linter forbids the package elsewhere. */
import kafkajs from 'kafkajs'

export { AssignerProtocol, Kafka, PartitionAssigners, Partitioners, logLevel } from 'kafkajs'
export type { AclEntry, Admin, Broker, Cluster, Consumer, LogEntry, RetryOptions, SASLOptions } from 'kafkajs'

// Not found as named exports of a CommonJS module.
export const {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ConfigResourceTypes,
  ConfigSource,
  ResourcePatternTypes,
} = kafkajs
