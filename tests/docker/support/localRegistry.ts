/** A registry of images on the loopback (Debian's docker-registry), reached through a gate that can be slow or shut. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { freePorts } from '../../support/freePorts'
import { waitFor } from '../../support/waitFor'

export interface LocalRegistry {
  /** Such as `127.0.0.1:5000`, the first part of references. */
  readonly host: string
  /** Bytes that answers may bring from now on before all connections break and no new one is taken; null for no limit. */
  readonly shutAfter: (bytes: number | null) => void
  readonly close: () => Promise<void>
}

/** @throws with what the registry said when it does not come up. */
export async function openLocalRegistry(): Promise<LocalRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'marsad-registry-'))
  const [inner = 0] = await freePorts(1)
  const settings = join(folder, 'config.yml')
  await writeFile(
    settings,
    JSON.stringify({
      version: '0.1',
      log: { level: 'error' },
      storage: { filesystem: { rootdirectory: join(folder, 'images') } },
      http: { addr: `127.0.0.1:${inner}` },
    }),
  )
  const registry = spawn('docker-registry', ['serve', settings], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [registry.stdout, registry.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4_000)))
  }
  const ended = once(registry, 'exit')
  const end = async (): Promise<void> => {
    registry.kill()
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await waitFor('the registry', async () => {
      if (registry.exitCode !== null) throw new Error(said)
      return (await fetch(`http://127.0.0.1:${inner}/v2/`)).ok
    })
  } catch (thrown) {
    await end()
    throw thrown
  }

  let left: number | null = null
  const sockets = new Set<Socket>()
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  const gate = createServer((outside) => {
    if (left !== null && left <= 0) {
      outside.destroy()
      return
    }
    const inside = connect(inner, '127.0.0.1')
    for (const socket of [outside, inside]) {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    }
    // A broken connection is what is wanted here; its other half ends with it.
    outside.on('error', () => inside.destroy())
    inside.on('error', () => outside.destroy())
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        if (left !== null) {
          left -= chunk.length
          if (left <= 0) {
            breakAll()
            return
          }
        }
        done(null, chunk)
      },
    })
    outside.pipe(inside).pipe(counted).pipe(outside)
  })
  gate.listen(0, '127.0.0.1')
  await once(gate, 'listening')
  const address = gate.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return {
    host: `127.0.0.1:${address.port}`,
    shutAfter: (bytes) => {
      left = bytes
    },
    close: async () => {
      gate.close()
      breakAll()
      await end()
    },
  }
}
