/** dockerode on one address, with nothing taken from the environment. */
import { Agent } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import { inspect } from 'node:util'
import type Docker from 'dockerode'
import { readTextFile } from '../../../../files/readTextFile'
import type { DockerAddress, Tls } from './dockerAddress'
import { SshAgent } from './SshAgent'

export interface DockerConnection {
  readonly docker: Docker
  /** Ends every request and stream that is open. */
  readonly close: () => void
}

/**
 * Makes no connection yet.
 * @param ssh the ssh client.
 * @throws when a file of `tls` cannot be read.
 */
export async function connectDocker(address: DockerAddress, ssh?: string): Promise<DockerConnection> {
  // 0.4 s and 62 MB: only who uses Docker pays for it.
  const { default: Dockerode } = await import('dockerode')
  const agent = shortlyDescribed(agentOf(address, ssh))
  // docker-modem fills in from DOCKER_HOST and its companions whatever is not given: so all is given.
  const nothing = { ca: undefined, cert: undefined, key: undefined, username: undefined }
  const where =
    address.kind === 'socket'
      ? { socketPath: address.path, host: '', port: undefined, protocol: 'http' as const }
      : {
          socketPath: undefined,
          host: address.host,
          port: address.port ?? 22,
          protocol: address.kind === 'tcp' && address.tls !== null ? ('https' as const) : ('http' as const),
        }
  // The agent is docker-modem's option, which dockerode hands on and its types do not know.
  const options = { ...nothing, ...where, pathPrefix: '/', agent }
  return { docker: new Dockerode(options), close: () => agent.destroy() }
}

/**
 * docker-modem describes each request for a debug log, whether that is on or not, down to the last detail of all of the agent's
 * sockets: 5 to 9 ms of processor time a request, five times what the request itself takes.
 */
const shortlyDescribed = (agent: Agent): Agent => Object.assign(agent, { [inspect.custom]: () => 'Agent' })

function agentOf(address: DockerAddress, ssh: string | undefined): Agent {
  if (address.kind === 'ssh') return new SshAgent(address, ssh)
  // Idle connections are kept a while: the engine is asked again and again.
  if (address.kind === 'socket' || address.tls === null) return new Agent({ keepAlive: true })
  const { ca, cert, key } = readTls(address.tls)
  return new SecureAgent({
    keepAlive: true,
    rejectUnauthorized: address.tls.isVerified,
    ...(ca === null ? {} : { ca }),
    ...(cert === null || key === null ? {} : { cert, key }),
  })
}

function readTls(tls: Tls): Record<'ca' | 'cert' | 'key', string | null> {
  const read = (path: string | null): string | null => (path === null ? null : readPem(path))
  return { ca: read(tls.ca), cert: read(tls.cert), key: read(tls.key) }
}

function readPem(path: string): string {
  const text = readTextFile(path, 'follow')
  if (text === null) throw Object.assign(new Error(`no file ${path}`), { code: 'ENOENT' })
  return text
}
