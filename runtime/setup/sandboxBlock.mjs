import { apparmorPlace, apparmorProfile } from './apparmorProfile.mjs'
import { readTextIfThere } from './readText.mjs'

/** @typedef {(path: string) => Promise<string | undefined>} ReadText */

/**
 * Why the kernel lets no ordinary user make the namespaces of Chromium's sandbox, as a message of set-up; undefined where it does.
 * Debian's, the kernel's and Ubuntu's own switches; a missing one forbids nothing.
 * @param {string} electron the program that is to be started
 * @param {ReadText} [read]
 * @returns {Promise<{ key: 'sandbox-kernel' | 'sandbox-apparmor', values: Record<string, string> } | undefined>}
 */
export async function sandboxBlock(electron, read = readTextIfThere) {
  for (const [setting, forbids, allows] of /** @type {const} */ ([
    ['kernel.unprivileged_userns_clone', '0', '1'],
    ['user.max_user_namespaces', '0', '15000'],
  ])) {
    const value = (await read(`/proc/sys/${setting.replace('.', '/')}`))?.trim()
    if (value === forbids) return { key: 'sandbox-kernel', values: { setting, line: `${setting} = ${allows}` } }
  }
  if ((await read('/proc/sys/kernel/apparmor_restrict_unprivileged_userns'))?.trim() !== '1') return undefined
  const profile = apparmorProfile(electron)
  // The kernel shows loaded profiles to root alone: the file in a folder of root's is what can be seen.
  if ((await read(apparmorPlace)) === profile) return undefined
  return { key: 'sandbox-apparmor', values: { profile, path: apparmorPlace } }
}
