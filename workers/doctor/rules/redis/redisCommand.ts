import type { Endpoints } from '../../../../contract/workers'

/** How to ask Redis by hand; of a password redis-cli is told in REDISCLI_AUTH. */
export function redisCommand(endpoints: Endpoints | null, words: string): string {
  const { nodes, cluster, tls } = endpoints?.redis ?? { nodes: [], cluster: false, tls: null }
  const [node] = nodes
  const options = `${cluster ? ' -c' : ''}${tls === null ? '' : ' --tls'}`
  return `redis-cli -h ${node?.host ?? ''} -p ${node?.port ?? ''}${options} ${words}`
}
