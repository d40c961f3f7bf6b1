import { remoteProfileSchema } from '../remote'

/** Remote services that do not exist, which ask for every secret. */
export const sampleProfile = remoteProfileSchema.parse({
  postgres: { host: 'db', database: 'appdb', user: 'app', tls: { caFile: null } },
  debezium: { user: 'dbz' },
  kafka: { brokers: ['k1:9093'], tls: { caFile: null }, sasl: { mechanism: 'scram-sha-256', username: 'marsad' } },
  connect: { url: 'https://connect', user: 'marsad', tls: null },
  clickhouse: { url: 'https://ch:8443', user: 'ch', cluster: null, tls: null },
  redis: { nodes: [{ host: 'r' }], cluster: false, username: null, password: true, tls: { caFile: null } },
})
