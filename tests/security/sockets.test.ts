/** What listens: every socket of every process that the stack started is on the loopback alone. */
import { readdir, readFile, readlink } from 'node:fs/promises'
import { expect, inject, it } from 'vitest'
import { readInstance } from '../../host/instanceLock'
import { readServicesFile } from '../../workers/stack/data/servicesFile'
import { listProcesses, treeOf } from '../../common/process/processes'

const listening = '0A'
const loopback = ['0100007F', '00000000000000000000000001000000', '0000000000000000FFFF00000100007F']

interface Listener {
  readonly pid: number
  readonly address: string
  readonly port: number
}

/** Listening sockets of one process, by the inodes of its open files. */
async function listenersOf(pid: number): Promise<Listener[]> {
  const inodes = new Set<string>()
  for (const fd of await readdir(`/proc/${pid}/fd`)) {
    const target = await readlink(`/proc/${pid}/fd/${fd}`).catch((thrown: unknown) => {
      // It was closed meanwhile.
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return ''
      throw thrown
    })
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1]
    if (inode !== undefined) inodes.add(inode)
  }
  const tables = await Promise.all(
    ['tcp', 'tcp6', 'udp', 'udp6'].map((name) => readFile(`/proc/${pid}/net/${name}`, 'utf8')),
  )
  return tables.flatMap((table) =>
    table.split('\n').flatMap((line) => {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/)
      const [address = '', port = ''] = local.split(':')
      return state === listening && inodes.has(inode) ? [{ pid, address, port: Number.parseInt(port, 16) }] : []
    }),
  )
}

it('is on the loopback alone, for the console, its workers and all services', async () => {
  const dataDir = inject('dataDir')
  const console = await readInstance(dataDir)
  const { services, guardian } = readServicesFile(`${dataDir}/run/services.json`)
  const roots = [console?.pid, guardian?.pid, ...Object.values(services).map(({ process }) => process.pid)]
  const all = listProcesses()
  const pids = new Set(roots.flatMap((root) => (root === undefined ? [] : treeOf(root, all))))
  const found = (await Promise.all([...pids].map(listenersOf))).flat()
  const ports = new Set(found.map(({ port }) => port))
  for (const { port } of Object.values(services)) expect(ports).toContain(port)
  expect(found.filter(({ address }) => !loopback.includes(address))).toEqual([])
})
