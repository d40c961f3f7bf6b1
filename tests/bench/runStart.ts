/** From nothing to ready, and from stopped to ready: each pair is one empty data folder and a second start on it. */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { runCli } from '../support/cli'
import { newDataDir } from '../support/instance'
import { machine, type Machine } from './machine'
import { spread, type Spread } from './spread'

const report = z.object({
  ready: z.literal(true),
  ready_ms: z.number(),
  services: z.array(z.object({ name: z.string(), start_ms: z.number() })),
})

async function start(dataDir: string): Promise<z.output<typeof report>> {
  const file = join(dataDir, 'report.json')
  const end = await runCli(['up', '--data', dataDir, '--for', '1', '--events-per-second', '0', '--report', file])
  if (end.code !== 0) throw new Error(`up exited with ${String(end.code)}: ${end.stderr}`)
  return report.parse(JSON.parse(await readFile(file, 'utf8')))
}

export async function run(args: readonly string[]): Promise<{
  machine: Machine
  empty_to_ready_ms: Spread
  warm_to_ready_ms: Spread
  empty_by_warm: Spread
  services_warm_ms: Record<string, Spread>
}> {
  const pairs = Number(args[0] ?? 5)
  const empty: number[] = []
  const warm: number[] = []
  const services: Record<string, number[]> = {}
  for (let pair = 0; pair < pairs; pair++) {
    const dataDir = await newDataDir()
    try {
      empty.push((await start(dataDir)).ready_ms)
      const second = await start(dataDir)
      warm.push(second.ready_ms)
      for (const service of second.services) (services[service.name] ??= []).push(service.start_ms)
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
  }
  return {
    machine: machine(),
    empty_to_ready_ms: spread(empty),
    warm_to_ready_ms: spread(warm),
    empty_by_warm: spread(empty.map((value, index) => value / (warm[index] ?? Number.NaN))),
    services_warm_ms: Object.fromEntries(Object.entries(services).map(([name, values]) => [name, spread(values)])),
  }
}
