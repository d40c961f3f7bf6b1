/** An engine that a test may kill: a second dockerd with all of its own in one folder, as runtime/setup/ownEngine.mjs starts them. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectDocker, type DockerConnection } from '../../../workers/stack/docker/discovery/connectDocker'
import type { DockerAddress } from '../../../workers/stack/docker/discovery/dockerAddress'
import { hasCode } from '../../../common/hasCode'
import { shell } from '../../support/shell'
import { waitFor } from '../../support/waitFor'

export interface PrivateEngine {
  readonly address: DockerAddress
  readonly docker: DockerConnection['docker']
  /** Pids of dockerd and its containerd. */
  readonly pids: () => Promise<number[]>
  /** As a crash does; its containers run on. */
  readonly kill: () => Promise<void>
  /** With what the one before has left. */
  readonly start: () => Promise<void>
  /** As `systemctl stop docker` does. */
  readonly stop: () => Promise<void>
  /** Takes all of it away. */
  readonly end: () => Promise<void>
}

/** Why none can be started here; null when one can. */
export async function noPrivateEngine(): Promise<string | null> {
  if (process.platform !== 'linux') return 'not on Linux'
  if (process.getuid?.() !== 0) return 'not root'
  return (await shell('command -v dockerd')).code === 0 ? null : 'no dockerd'
}

export async function startPrivateEngine(): Promise<PrivateEngine> {
  // Short: a socket's path has at most 108 bytes.
  const folder = await mkdtemp(join(tmpdir(), 'marsad-docker-'))
  const path = join(folder, 'docker.sock')
  const address: DockerAddress = { kind: 'socket', path }
  await writeFile(join(folder, 'dockerd.json'), '{}')
  const { docker, close } = await connectDocker(address)
  let child: ChildProcess | null = null
  // Whoever ends this process early still ends the engine, which stops its containers by itself.
  const endWithUs = (): void => void child?.kill('SIGTERM')
  process.once('exit', endWithUs)
  const containerdPid = join(folder, 'exec/containerd/containerd.pid')

  const over = async (signal: NodeJS.Signals): Promise<void> => {
    if (child === null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
    child = null
  }
  const engine: PrivateEngine = {
    address,
    docker,
    pids: async () => [child?.pid ?? 0, Number(await readFile(containerdPid, 'utf8'))],
    kill: async () => {
      const containerd = Number(await readFile(containerdPid, 'utf8'))
      await over('SIGKILL')
      // It dies with its parent, a moment later; the next dockerd would take it for one that it can use.
      await waitFor('its containerd is gone', () => isGone(containerd))
    },
    stop: () => over('SIGTERM'),
    start: async () => {
      const log = openSync(join(folder, 'dockerd.log'), 'a')
      child = spawn(
        'dockerd',
        [
          ...['--host', `unix://${path}`, '--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')],
          ...['--pidfile', join(folder, 'dockerd.pid'), '--config-file', join(folder, 'dockerd.json')],
          ...['--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-masq=false'],
        ],
        { stdio: ['ignore', log, log], detached: true },
      )
      closeSync(log)
      await waitFor('the engine', async () => {
        await docker.ping()
        return true
      })
    },
    end: async () => {
      // One that was killed has left containers that only the next one can end.
      if (child === null) await engine.start()
      for (const { Id } of await docker.listContainers({ all: true }))
        await docker.getContainer(Id).remove({ force: true })
      // Their bridges would outlive the engine.
      await docker.pruneNetworks()
      await engine.stop()
      process.off('exit', endWithUs)
      close()
      // dockerd mounts its data on itself, and only the one that did so takes that away.
      await shell(`while mountpoint -q '${folder}/data'; do umount '${folder}/data' || exit 1; done`)
      await rm(folder, { recursive: true, force: true })
    },
  }
  await engine.start()
  return engine
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch (thrown) {
    if (hasCode(thrown, 'ESRCH')) return true
    throw thrown
  }
}
