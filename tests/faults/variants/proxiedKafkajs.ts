/** Stands for `kafkajs` in workers/kafka/wire/kafkajs/kafkajs.ts: every connection to a broker goes through the proxy. */
import { connect } from 'node:net'
import { Kafka as PlainKafka, type KafkaConfig } from 'kafkajs'
import { proxyPorts } from './throughProxy'

export * from 'kafkajs'
export { default } from 'kafkajs'

export class Kafka extends PlainKafka {
  constructor(config: KafkaConfig) {
    super({
      ...config,
      socketFactory: ({ onConnect }) => connect({ host: '127.0.0.1', port: proxyPorts().kafka }, onConnect),
    })
  }
}
