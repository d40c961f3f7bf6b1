import { reasonOf, run } from '../run.mjs'
import { errorText, SetUpError } from '../setUpError.mjs'

/** Of nothing else on the machine: an account like `postgres` may own a cluster of the system (workers/stack/data/account.ts). */
const name = 'marsad'

/**
 * Root runs the services as an account of their own, which owns nothing but their files; it is made here where it is missing.
 * @returns {Promise<import('../progress.mjs').StepResult & { account: { uid: number, gid: number } | undefined }>} no account for an ordinary user, who runs the services himself
 */
export async function bringAccount() {
  if (!needsAccount()) return { did: false, account: undefined }
  const known = await lookUp()
  if (known !== undefined) return { did: false, detail: name, account: known }
  let reason
  try {
    const shell = '/usr/sbin/nologin'
    const made = await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', shell, name])
    const account = await lookUp()
    if (account !== undefined) return { did: true, detail: name, account }
    reason = reasonOf(made)
  } catch (error) {
    reason = errorText(error)
  }
  throw new SetUpError('account-missing', { reason })
}

/** Whether the services run as another account than this process. */
export function needsAccount() {
  return process.platform === 'linux' && process.getuid?.() === 0
}

async function lookUp() {
  const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])])
  if (uid.code !== 0 || gid.code !== 0) return undefined
  return { uid: Number.parseInt(uid.output, 10), gid: Number.parseInt(gid.output, 10) }
}
