import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The pid of the suite's own engine, whose files lie beside its socket. @throws while it is being started, and where it is not ours */
export async function engineProcess(): Promise<number> {
  const socket = /^unix:\/\/(.+)$/.exec(process.env['DOCKER_HOST'] ?? '')?.[1]
  if (socket === undefined) throw new Error('the engine of these tests is not ours')
  return Number(await readFile(join(dirname(socket), 'dockerd.pid'), 'utf8'))
}
