/** What all rounds share: one stack, one proxy, the builds, opened and closed together. */
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStoresAt } from '../support/pipeline'
import { openFaultLog } from './faultLog'
import { openFaultHost } from './host'
import { openProxy } from './proxy'
import type { Ground } from './rounds'
import { buildVariant, type VariantName } from './variants'

export interface OpenGround extends Ground {
  /** The folder of a build, made when it is first asked for. */
  build(name: VariantName): Promise<string>
  close(): Promise<void>
}

/** @param folder where journals and the fault log are kept; the data of the services lie in a folder of their own, which is removed. */
export async function openGround(folder: string): Promise<OpenGround> {
  const data = await mkdtemp(join(tmpdir(), 'marsad-faults-'))
  await chmod(data, 0o755)
  const closings: (() => Promise<unknown>)[] = [() => rm(data, { recursive: true, force: true })]
  const close = async (): Promise<void> => {
    for (const closing of closings.splice(0).reverse()) await closing()
  }
  try {
    const builds = join(data, 'builds')
    // Its workers have no proxy.
    const plain = await buildVariant('plain', builds, { kafka: 0, redis: 0 })
    const host = await openFaultHost(join(data, 'instance'), plain)
    closings.push(() => host.close())
    const proxy = await openProxy({
      kafka: Number(host.endpoints.kafka.brokers[0]?.split(':')[1]),
      redis: host.endpoints.redis.nodes[0]?.port ?? 0,
    })
    closings.push(() => proxy.close())
    const stores = openStoresAt(host.endpoints)
    closings.push(() => stores.close())
    const built = new Map<VariantName, Promise<string>>([['plain', Promise.resolve(plain)]])
    return {
      host,
      proxy,
      stores,
      log: openFaultLog(join(folder, 'faults.jsonl')),
      folder,
      build: (name) => {
        const there = built.get(name) ?? buildVariant(name, builds, proxy.ports)
        built.set(name, there)
        return there
      },
      close,
    }
  } catch (thrown) {
    await close()
    throw thrown
  }
}
