/** Memory and processor time of everything at rest, by process: the window open, the stack ready, no events. Linux only. */
import { readFile, readdir, rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { openApp } from '../support/app'
import { newDataDir, readStatus, writeSettings } from '../support/instance'
import { isAlive } from '../support/processes'
import { waitFor } from '../support/waitFor'
import { machine, type Machine } from './machine'

/** Read by runtime/setup/bench.mjs: the window is part of what is measured. */
export const needsDisplay = true

interface Row {
  name: string
  pss_mib: number
  cpu_percent: number
}

/** A file of /proc, or null when its process has ended meanwhile. */
async function readProc(pid: number, file: string): Promise<string | null> {
  try {
    return await readFile(`/proc/${pid}/${file}`, 'utf8')
  } catch (thrown) {
    if (!isAlive(pid)) return null
    throw thrown
  }
}

async function parents(): Promise<Map<number, number>> {
  const found = new Map<number, number>()
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = await readProc(Number(name), 'stat')
    if (stat !== null) found.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 4).split(' ')[0]))
  }
  return found
}

/** Proportional set size: shared pages are counted once over all processes. */
async function pssMib(pid: number): Promise<number> {
  const rollup = await readProc(pid, 'smaps_rollup')
  return rollup === null ? 0 : Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? Number.NaN) / 1024
}

/** Processor seconds used so far (clock ticks of 10 ms). */
async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readProc(pid, 'stat')
  if (stat === null) return 0
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

export async function run(
  args: readonly string[],
): Promise<{ machine: Machine; total_pss_mib: number; total_cpu_percent: number; processes: Row[] }> {
  const restSeconds = Number(args[0] ?? 60)
  const dataDir = await newDataDir()
  await writeSettings(dataDir, { startWithApp: true, traffic: { enabled: false, eventsPerSecond: 1 } })
  const app = await openApp(dataDir)
  try {
    await waitFor('the stack to be ready', async () => (await readStatus(dataDir)).ready, 120_000)
    await delay(10_000)
    const status = await readStatus(dataDir)
    const names = new Map<number, string>(
      [...status.services, ...status.workers].map((part) => [part.pid ?? 0, part.name]),
    )
    const appPid = app.electron.process().pid ?? 0
    names.set(appPid, 'electron main')
    const tree = await parents()
    const rootName = (pid: number): string | undefined => {
      const own = names.get(pid)
      if (own !== undefined) return own
      const parent = tree.get(pid)
      const above = parent === undefined || parent <= 1 ? undefined : rootName(parent)
      return above === 'electron main' ? 'electron window, gpu and zygotes' : above
    }
    const guardians: number[] = []
    for (const pid of tree.keys()) {
      const line = await readProc(pid, 'cmdline')
      if (line?.includes('marsad-guardian') === true) guardians.push(pid)
    }
    for (const pid of guardians) names.set(pid, 'guardian')
    const members = [...tree.keys()].flatMap((pid) => {
      const name = rootName(pid)
      return name === undefined ? [] : [{ pid, name }]
    })
    const before = new Map(await Promise.all(members.map(async ({ pid }) => [pid, await cpuSeconds(pid)] as const)))
    const from = process.hrtime.bigint()
    await delay(restSeconds * 1_000)
    const elapsed = Number(process.hrtime.bigint() - from) / 1e9
    const rows = new Map<string, Row>()
    for (const { pid, name } of members) {
      if (!isAlive(pid)) continue
      const row = rows.get(name) ?? { name, pss_mib: 0, cpu_percent: 0 }
      row.pss_mib += await pssMib(pid)
      row.cpu_percent += ((await cpuSeconds(pid)) - (before.get(pid) ?? 0)) / elapsed / 0.01
      rows.set(name, row)
    }
    const processes = [...rows.values()]
      .map((row) => ({
        name: row.name,
        pss_mib: Math.round(row.pss_mib),
        cpu_percent: Math.round(row.cpu_percent * 10) / 10,
      }))
      .sort((a, b) => b.pss_mib - a.pss_mib)
    const sum = (pick: (row: Row) => number): number =>
      Math.round(processes.reduce((total, row) => total + pick(row), 0) * 10) / 10
    return {
      machine: machine(),
      total_pss_mib: sum((row) => row.pss_mib),
      total_cpu_percent: sum((row) => row.cpu_percent),
      processes,
    }
  } finally {
    await app.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}
