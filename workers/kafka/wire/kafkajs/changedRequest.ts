/** Where a request of kafkajs's broker is changed on its way, and nothing of kafkajs is patched. */
import type { Broker } from './kafkajs'

/** What kafkajs makes of a call of its broker: how the request is written, and how the answer is read. */
export interface BrokerRequest {
  readonly request: {
    readonly apiKey: number
    readonly apiName: string
    readonly apiVersion: number
    /** kafkajs takes these two fields of an encoder. */
    encode(): Promise<{ readonly buf: Buffer; readonly buffer: Buffer }>
  }
  readonly response: {
    decode(body: Buffer): Promise<unknown>
    parse(decoded: unknown): Promise<unknown>
  }
}

interface Looking {
  lookupRequest: (apiKey: number, definition: unknown) => (asked: unknown) => BrokerRequest
}

function looksUpRequests(broker: Broker): broker is Broker & Looking {
  return 'lookupRequest' in broker && typeof broker.lookupRequest === 'function'
}

/**
 * Stands for the broker as `this` of its methods: each request is changed before it is sent.
 * @throws when this kafkajs has another kind of broker.
 */
export function withChangedRequest(broker: Broker, change: (made: BrokerRequest) => BrokerRequest): object {
  if (!looksUpRequests(broker)) throw new Error('kafkajs has another Broker than the one that is used here')
  const own: Looking = {
    lookupRequest: (apiKey, definition) => {
      const make = broker.lookupRequest(apiKey, definition)
      return (asked) => change(make(asked))
    },
  }
  Object.setPrototypeOf(own, broker)
  return own
}
