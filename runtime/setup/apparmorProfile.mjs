/** Where an administrator stores the profile; the folder is root's. */
export const apparmorPlace = '/etc/apparmor.d/marsad'

/**
 * An AppArmor profile that gives one program one right: to make user namespaces, which Chromium's sandbox is built on. It runs nothing
 * as root and changes no file's owner or mode.
 * @param {string} electron the program's absolute path
 */
export function apparmorProfile(electron) {
  return `abi <abi/4.0>,
include <tunables/global>

profile marsad "${electron.replace(/["*?[\]{}^\\]/g, '\\$&')}" flags=(unconfined) {
  userns,
  include if exists <local/marsad>
}
`
}
