/**
 * A mend of kafkajs 2.2.4, contained here: its transactional producer asks the broker who coordinates before each of the
 * four requests that a transaction makes of a coordinator, one after the other. A producer that has asked once keeps the
 * answer: the first request that a moved coordinator refuses fails the transaction, its owner closes the producer
 * (enricher/partitionOwner.ts), and the next one asks anew. Nothing but transactional producers is touched.
 */
import { kafkajsPrototype } from './kafkajsPrototype'

interface Asked {
  readonly groupId: string
  /** 0 or absent: of a consumer group; 1: of a transactional id. */
  readonly coordinatorType?: number
}
interface Coordinator {
  readonly nodeId: number
}
/** The part of kafkajs's Cluster that is mended. */
interface Cluster {
  findGroupCoordinator: (this: Cluster, asked: Asked) => Promise<Coordinator>
  findBroker: (this: Cluster, broker: { readonly nodeId: number }) => Promise<Coordinator>
}

function findsCoordinators(prototype: object): prototype is Cluster {
  return (
    'findGroupCoordinator' in prototype &&
    typeof prototype.findGroupCoordinator === 'function' &&
    'findBroker' in prototype &&
    typeof prototype.findBroker === 'function'
  )
}

const ofTransaction = 1
/** What each producer's own cluster was told: `<type> <id>` → node id. Gone with the producer. */
const told = new WeakMap<Cluster, Map<string, number>>()
let mended = false

/** Mends every transactional producer of this process, once. Throws when kafkajs is not the version that this knows. */
export function rememberCoordinators(): void {
  if (mended) return
  const prototype = kafkajsPrototype<Cluster>('cluster', findsCoordinators)
  const find = prototype.findGroupCoordinator
  prototype.findGroupCoordinator = async function (this: Cluster, asked: Asked): Promise<Coordinator> {
    // A producer asks for its transactional id first of all; whoever never does is no transactional producer.
    if (asked.coordinatorType === ofTransaction && !told.has(this)) told.set(this, new Map())
    const known = told.get(this)
    const key = `${asked.coordinatorType ?? 0} ${asked.groupId}`
    const nodeId = known?.get(key)
    if (nodeId !== undefined) return await this.findBroker({ nodeId })
    const coordinator = await find.call(this, asked)
    known?.set(key, coordinator.nodeId)
    return coordinator
  }
  mended = true
}
