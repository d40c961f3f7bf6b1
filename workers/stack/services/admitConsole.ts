/** Gives the console's account of the embedded Kafka its password, in the name of the broker's own account. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { consoleAccount, kafkaAccounts } from '../../../contract/loopbackEndpoints'
import type { Endpoints } from '../../../contract/workers'
import { setScramPassword } from '../../kafka/wire/kafkajs/flexible/setScramPassword'
import { connectKafka } from '../../kafka/wire/kafkajs/connectKafka'
import { openCluster } from '../../kafka/session/kafkaCluster'
import { peerAccount } from '../../../common/loopback/peerAccount'
import { answerLimitMs, type Place } from './description'

/**
 * The broker's account authenticates with PLAIN, from its own configuration file, so that it works on every store. PLAIN hands its password to
 * whoever listens: so only to a process of the account that runs Kafka, where this system shows that (on Linux).
 * @param uid whom Kafka runs as; undefined where accounts have no numbers.
 * @throws Error when somebody else listens there; RequestRefused; what kafkajs throws.
 */
export async function admitConsole(place: Place, uid: number | undefined): Promise<void> {
  const { endpoints, credentials, ports } = place
  await requireOwn(ports.internal.kafka, uid)
  const asBroker: Endpoints = {
    ...endpoints,
    kafka: {
      ...endpoints.kafka,
      sasl: { mechanism: 'plain', username: kafkaAccounts.broker, password: credentials.kafkaBroker },
    },
  }
  const cluster = openCluster(connectKafka(asBroker, 'marsad-stack', () => undefined, { retries: 0 }))
  try {
    await cluster.connect()
    await setScramPassword(cluster, consoleAccount, credentials.kafka)
  } finally {
    await cluster.disconnect()
  }
}

async function requireOwn(port: number, uid: number | undefined): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port, timeout: answerLimitMs })
  try {
    await once(socket, 'connect')
    const peer = await peerAccount(socket)
    if (peer.kind === 'unreadable') return
    if (peer.kind === 'unknown' || peer.uid !== uid) {
      throw new Error(`port ${port} is not held by the account that runs Kafka`)
    }
  } finally {
    socket.destroy()
  }
}
