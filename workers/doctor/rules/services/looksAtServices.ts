import type { ServiceName } from '../../../../contract/snapshot'
import type { Facts, Look } from '../../facts'

/** What was read of each service, and how to ask it by hand. */
export const looksAtServices = (facts: Facts): readonly (readonly [ServiceName, Look<unknown>, string])[] => {
  const { endpoints } = facts
  const postgres = endpoints?.postgres
  return [
    [
      'postgres',
      facts.postgres,
      `psql -h ${postgres?.host ?? ''} -p ${postgres?.port ?? ''} -U ${postgres?.user ?? ''} -d ${postgres?.database ?? ''} -c 'SELECT 1'`,
    ],
    ['kafka', facts.kafka, `kafka-topics.sh --bootstrap-server ${endpoints?.kafka.published ?? ''} --list`],
    ['connect', facts.connect, `curl ${endpoints?.connect.publishedUrl ?? ''}/connectors`],
    ['clickhouse', facts.clickhouse, `curl ${endpoints?.clickhouse.url ?? ''}/ping`],
    ['redis', facts.redis, `redis-cli -p ${endpoints?.redis.nodes[0]?.port ?? ''} PING`],
  ]
}
