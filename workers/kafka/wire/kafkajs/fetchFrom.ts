/** A fetch at a broker over kafkajs, its answer read by our own decoder where that knows it. */
import type { Broker } from './kafkajs'
import { withChangedRequest } from './changedRequest'
import { decodeFetch } from '../decodeFetch'
import { topicsOfFetch, type TopicAnswer } from '../fetchAnswer'

/** The version that {@link decodeFetch} reads; an older broker is answered for by kafkajs. */
const knownVersion = 11

/** @throws what kafkajs makes of the first partition's refusal. */
export async function fetchFrom(
  broker: Broker,
  asked: Parameters<Broker['fetch']>[0],
): Promise<readonly TopicAnswer[]> {
  const ours = withChangedRequest(broker, (made) => {
    if (made.request.apiVersion !== knownVersion) return made
    const { request, response } = made
    return { request, response: { ...response, decode: async (body) => decodeFetch(body) ?? response.decode(body) } }
  })
  const answer: unknown = await broker.fetch.call(ours, asked)
  return topicsOfFetch(answer)
}
