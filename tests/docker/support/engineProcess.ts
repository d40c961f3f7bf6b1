import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** runtime/setup/ownEngine.mjs has an engine's files beside its socket. */
function pidFile(): string {
  const socket = /^unix:\/\/(.+)$/.exec(process.env['DOCKER_HOST'] ?? '')?.[1] ?? ''
  return join(dirname(socket), 'dockerd.pid')
}

/** Whether these tests have an engine of their own, which may be killed. */
export const isOwnEngine = (): boolean => existsSync(pidFile())

/** Its pid. @throws while it is being started */
export const engineProcess = async (): Promise<number> => Number(await readFile(pidFile(), 'utf8'))
