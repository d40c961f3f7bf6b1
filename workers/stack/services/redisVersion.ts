/** Which Redis may be started: from 7.0 on it protects what files it writes and which code it loads from its own clients. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { MarsadError } from '../../../contract/errors'

const needed = '7.0'
const versionLimitMs = 10_000

/** @param version such as 7.0.15 */
export const isOldRedis = (version: string): boolean => Number.parseInt(version, 10) < Number.parseInt(needed, 10)

/**
 * Asks the program itself, at each start: it may be another one than set-up found.
 * @throws MarsadError `redis_old` {version, needed, path}; Error where it reports no version.
 */
export async function requireRedis7(server: string): Promise<void> {
  const { stdout } = await promisify(execFile)(server, ['--version'], { timeout: versionLimitMs })
  const version = /\bv=(\d+\.\d+\.\d+)/.exec(stdout)?.[1]
  if (version === undefined) throw new Error(`${server} --version reports no version: ${stdout.trim()}`)
  if (isOldRedis(version)) throw new MarsadError('redis_old', { version, needed, path: server })
}
