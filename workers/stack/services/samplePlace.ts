import { dataFolderAt } from '../data/dataFolder'
import { loopbackEndpoints } from '../../../contract/loopbackEndpoints'
import { sampleAccess } from '../../../contract/testing/sampleAccess'
import type { Place } from './description'

/** A place for tests of descriptions: nothing in it exists. */
export function samplePlace(ports: Place['ports']): Place {
  return {
    folder: dataFolderAt('/data'),
    paths: { data: '/data', runtime: '/rt/runtime.json', sql: '/app/sql', entries: '/app/out/main', node: '/bin/node' },
    manifest: {
      format: 1,
      java: '/rt/java',
      node: '/bin/node',
      electron: null,
      kafka: {
        version: '4.3.1',
        libs: '/rt/libs',
        plugins: '/rt/plugins',
        debeziumVersion: '3.6.1.Final',
        archives: { kafka: '/rt/kafka.jsa', connect: null },
      },
      postgres: { version: '18.4', bin: '/rt/pg/bin' },
      redis: { version: '7.0.15', server: '/rt/redis-server' },
    },
    jvm: {
      environment: { MALLOC_ARENA_MAX: '2' },
      shared: ['-XX:+UseSerialGC'],
      services: {
        kafka: { flags: ['-Xmx320m'], mainClass: 'kafka.Kafka' },
        storageTool: { flags: ['-Xmx128m'], mainClass: 'kafka.tools.StorageTool' },
        connect: { flags: ['-Xmx384m'], mainClass: 'org.apache.kafka.connect.cli.ConnectDistributed' },
      },
    },
    jars: ['/rt/libs/a.jar', '/rt/libs/b.jar'],
    ports,
    endpoints: loopbackEndpoints(ports, { ports: ports.internal, credentials: sampleAccess.credentials }),
    credentials: sampleAccess.credentials,
    ipv6: true,
    account: { name: 'marsad', uid: 101, gid: 104 },
    asRoot: false,
  }
}
