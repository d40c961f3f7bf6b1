import { posix } from 'node:path'
import type { Surroundings } from './surroundings'

export interface UsualSocket {
  /** Who listens there, by its own name. */
  readonly product: string
  readonly path: string
}

/** Where the engines of this platform listen unless they are told otherwise, the likeliest first; each path once. */
export function usualSockets({ env, home, platform }: Surroundings): UsualSocket[] {
  if (platform === 'win32') {
    return [
      { product: 'Docker', path: '//./pipe/docker_engine' },
      { product: 'Docker Desktop', path: '//./pipe/dockerDesktopLinuxEngine' },
      { product: 'Podman', path: '//./pipe/podman-machine-default' },
    ]
  }
  const own = (product: string, ...parts: readonly string[]): UsualSocket[] => [
    { product, path: posix.join(home, ...parts) },
  ]
  const below = (product: string, folder: string | undefined, ...parts: readonly string[]): UsualSocket[] =>
    folder === undefined || folder === '' ? [] : [{ product, path: posix.join(folder, ...parts) }]
  const colima = [
    ...below('Colima', env.COLIMA_HOME, 'default', 'docker.sock'),
    ...own('Colima', '.colima', 'default', 'docker.sock'),
    ...own('Colima', '.config', 'colima', 'default', 'docker.sock'),
  ]
  const system = { product: 'Docker', path: '/var/run/docker.sock' }
  const sockets =
    platform === 'darwin'
      ? [
          // Docker Desktop links the system's path to its own only when it is allowed to.
          ...own('Docker Desktop', '.docker', 'run', 'docker.sock'),
          ...own('OrbStack', '.orbstack', 'run', 'docker.sock'),
          ...colima,
          ...own('Rancher Desktop', '.rd', 'docker.sock'),
          system,
          ...own('Podman', '.local', 'share', 'containers', 'podman', 'machine', 'podman.sock'),
          ...below('Podman', env.TMPDIR, 'podman', 'podman-machine-default-api.sock'),
        ]
      : [
          system,
          ...below('rootless Docker', env.XDG_RUNTIME_DIR, 'docker.sock'),
          ...own('rootless Docker', '.docker', 'run', 'docker.sock'),
          ...own('Docker Desktop', '.docker', 'desktop', 'docker.sock'),
          ...colima,
          ...own('Rancher Desktop', '.rd', 'docker.sock'),
          ...below('Podman', env.XDG_RUNTIME_DIR, 'podman', 'podman.sock'),
          { product: 'Podman', path: '/run/podman/podman.sock' },
        ]
  return sockets.filter(({ path }, index) => sockets.findIndex((other) => other.path === path) === index)
}
