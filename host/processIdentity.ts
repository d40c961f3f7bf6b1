/** Tells a process from a later one that was given the same pid. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { systemCode } from './fileFailure'

const run = promisify(execFile)

/**
 * When a process started, as an opaque text that differs between two processes of one pid; null when none runs.
 * Linux: boot id and field 22 of /proc/<pid>/stat (proc_pid_stat(5)); elsewhere what `ps` or PowerShell tells.
 */
export async function processIdentity(pid: number): Promise<string | null> {
  if (process.platform === 'linux') return linuxIdentity(pid)
  return systemIdentity(pid)
}

async function linuxIdentity(pid: number): Promise<string | null> {
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ])
    // The command in field 2 may hold spaces and brackets: fields are counted from the last bracket on.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state, started] = [fields[0], fields[19]]
    // A zombie has ended; only its parent has not looked yet.
    if (started === undefined || state === 'Z' || state === 'X') return null
    return `${boot.trim()}:${started}`
  } catch (thrown) {
    const code = systemCode(thrown)
    if (code === 'ENOENT' || code === 'ESRCH') return null
    throw thrown
  }
}

async function systemIdentity(pid: number): Promise<string | null> {
  const [command, args]: [string, string[]] =
    process.platform === 'win32'
      ? ['powershell', ['-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`]]
      : ['ps', ['-o', 'lstart=', '-p', String(pid)]]
  try {
    const { stdout } = await run(command, args, { env: { ...process.env, LC_ALL: 'C' } })
    return stdout.trim() === '' ? null : stdout.trim()
  } catch (thrown) {
    // Both programs exit with 1 when there is no such process; that they are missing is another matter.
    if (systemCode(thrown) === 'ENOENT') throw thrown
    return null
  }
}
