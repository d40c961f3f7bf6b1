/**
 * One thing that only the system's packages can bring.
 * `debian` lists package names from the best known one on: the first that this system knows is installed.
 * @typedef {{ id: string, debian: readonly string[], brew?: string }} Need
 */

/** @satisfies {Record<string, Need>} */
export const needs = {
  java: {
    id: 'java',
    debian: ['openjdk-17-jre-headless', 'openjdk-21-jre-headless', 'openjdk-25-jre-headless'],
    brew: 'openjdk',
  },
  // Debian's redis-tools carries the server itself without its system service (steps/redis.mjs).
  redis: { id: 'redis', debian: ['redis-tools'], brew: 'redis' },
  gtk: { id: 'gtk', debian: ['libgtk-3-0', 'libgtk-3-0t64'] },
  nss: { id: 'nss', debian: ['libnss3'] },
  asound: { id: 'asound', debian: ['libasound2', 'libasound2t64'] },
  gbm: { id: 'gbm', debian: ['libgbm1'] },
  unzip: { id: 'unzip', debian: ['unzip'] },
  xvfb: { id: 'xvfb', debian: ['xvfb'] },
  xauth: { id: 'xauth', debian: ['xauth'] },
  psql: { id: 'psql', debian: ['postgresql-client'] },
  curl: { id: 'curl', debian: ['curl'] },
  openssl: { id: 'openssl', debian: ['openssl'] },
  dbus: { id: 'dbus', debian: ['dbus'] },
  keyring: { id: 'gnome-keyring', debian: ['gnome-keyring'] },
  // npm run faults -- --doctor: the command brings the library.
  faketime: { id: 'faketime', debian: ['faketime'] },
  // npm run test:docker. dockerd takes iptables for the names inside its networks, even where it is told to leave the machine's alone.
  dockerd: { id: 'dockerd', debian: ['docker.io'] },
  iptables: { id: 'iptables', debian: ['iptables'] },
  iproute: { id: 'iproute', debian: ['iproute2'] },
  compose: { id: 'compose', debian: ['docker-compose'] },
  registry: { id: 'registry', debian: ['docker-registry'] },
  debootstrap: { id: 'debootstrap', debian: ['debootstrap'] },
  busybox: { id: 'busybox', debian: ['busybox-static'] },
}

/**
 * Which of a need's names this system's package lists know; without lists, the release's age decides:
 * Debian 13 and Ubuntu 24.04 renamed what has a 64-bit time (`t64`).
 * @param {Need} need
 * @param {ReadonlySet<string>} known package names with a candidate, empty where there are no lists
 * @param {string} osRelease content of /etc/os-release
 */
export function packageNameFor(need, known, osRelease) {
  const listed = need.debian.find((name) => known.has(name))
  if (listed !== undefined) return listed
  const renamed = need.debian.find((name) => name.endsWith('t64'))
  return (renamed !== undefined && hasTime64Names(osRelease) ? renamed : need.debian[0]) ?? need.id
}

/** @param {string} osRelease */
function hasTime64Names(osRelease) {
  const id = /^ID="?([^"\n]+)/m.exec(osRelease)?.[1]
  const version = Number.parseFloat(/^VERSION_ID="?([\d.]+)/m.exec(osRelease)?.[1] ?? '')
  if (id === 'debian') return version >= 13
  return id === 'ubuntu' ? version >= 24.04 : false
}

/**
 * The one line that installs what is missing.
 * @param {'apt' | 'brew'} tool
 * @param {readonly string[]} packages
 */
export function installLine(tool, packages) {
  const names = [...new Set(packages)].join(' ')
  return tool === 'apt'
    ? `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names}`
    : `brew install ${names}`
}
