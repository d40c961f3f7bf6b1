/** What containers use, from the engine's counters. Source: Docker Engine API, "Get container stats"; cgroups 1 and 2, Podman. */
import { z } from 'zod'

const count = z.number().nonnegative().catch(0)
const statsSchema = z.object({
  /** Of a container that does not run: the year 1. */
  read: z.string().transform((text) => Math.max(0, Date.parse(text) || 0)),
  cpu_stats: z
    .object({
      cpu_usage: z.object({ total_usage: count, percpu_usage: z.array(z.number()).nullish() }).nullish(),
      /** Nanoseconds of all processors together; not told by every engine. */
      system_cpu_usage: count.nullish(),
      online_cpus: count.nullish(),
    })
    .nullish(),
  memory_stats: z.object({ usage: count.nullish(), stats: z.record(z.string(), count).nullish() }).nullish(),
  networks: z.record(z.string(), z.object({ rx_bytes: count, tx_bytes: count })).nullish(),
  blkio_stats: z
    .object({ io_service_bytes_recursive: z.array(z.object({ op: z.string(), value: count })).nullish() })
    .nullish(),
})

/** Counters of one container at one moment. */
export interface Sample {
  /** Milliseconds since the epoch, by the engine's clock. */
  readonly at: number
  /** Nanoseconds of processor time since its start. */
  readonly cpuNs: number
  /** Nanoseconds that passed for one processor; null where the engine does not tell. */
  readonly oneCoreNs: number | null
  /** As `docker stats` shows it: without the file cache that could be given back at once. Null: not told. */
  readonly memoryBytes: number | null
  readonly network: { readonly received: number; readonly sent: number } | null
  readonly disk: { readonly read: number; readonly written: number } | null
}

export interface Usage {
  /** Share of one core since the sample before; null for the first. */
  readonly cpu: number | null
  readonly memoryBytes: number | null
  readonly network: { readonly receivedPerSecond: number; readonly sentPerSecond: number } | null
  readonly disk: { readonly readPerSecond: number; readonly writtenPerSecond: number } | null
}

/** An answer of the engine; null for a container that does not run. @throws ZodError */
export function readSample(answer: unknown): Sample | null {
  const stats = statsSchema.parse(answer)
  const cpu = stats.cpu_stats
  const cpuNs = cpu?.cpu_usage?.total_usage ?? 0
  if (stats.read === 0 || cpuNs === 0) return null
  const cores = cpu?.online_cpus ?? 0
  const online = cores > 0 ? cores : (cpu?.cpu_usage?.percpu_usage?.filter((ns) => ns > 0).length ?? 0)
  const system = cpu?.system_cpu_usage ?? 0
  const networks = stats.networks === null || stats.networks === undefined ? null : Object.values(stats.networks)
  const transfers = stats.blkio_stats?.io_service_bytes_recursive ?? null
  const moved = (what: string): number =>
    (transfers ?? []).reduce((sum, { op, value }) => (op.toLowerCase() === what ? sum + value : sum), 0)
  return {
    at: stats.read,
    cpuNs,
    oneCoreNs: system > 0 && online > 0 ? system / online : null,
    memoryBytes: memoryBytes(stats.memory_stats?.usage ?? null, stats.memory_stats?.stats ?? {}),
    network:
      networks === null
        ? null
        : {
            received: networks.reduce((sum, { rx_bytes }) => sum + rx_bytes, 0),
            sent: networks.reduce((sum, { tx_bytes }) => sum + tx_bytes, 0),
          },
    disk: transfers === null ? null : { read: moved('read'), written: moved('write') },
  }
}

/** Source: docker/cli, calculateMemUsageUnixNoCache: `total_inactive_file` with cgroups 1, `inactive_file` with 2. */
function memoryBytes(usage: number | null, stats: Readonly<Record<string, number>>): number | null {
  if (usage === null) return null
  const cache = stats['total_inactive_file'] ?? stats['inactive_file'] ?? 0
  return cache < usage ? usage - cache : usage
}

/** @param before the sample before it; null for the first, and it does not count when the container was restarted since. */
export function usageBetween(before: Sample | null, now: Sample): Usage {
  const seconds = before === null ? 0 : (now.at - before.at) / 1_000
  if (before === null || seconds <= 0 || now.cpuNs < before.cpuNs) {
    return { cpu: null, memoryBytes: now.memoryBytes, network: null, disk: null }
  }
  const elapsedNs =
    now.oneCoreNs !== null && before.oneCoreNs !== null && now.oneCoreNs > before.oneCoreNs
      ? now.oneCoreNs - before.oneCoreNs
      : seconds * 1e9
  // A counter that went back counts a network or a device less.
  const perSecond = (from: number, to: number): number => Math.max(0, to - from) / seconds
  return {
    cpu: (now.cpuNs - before.cpuNs) / elapsedNs,
    memoryBytes: now.memoryBytes,
    network:
      now.network === null || before.network === null
        ? null
        : {
            receivedPerSecond: perSecond(before.network.received, now.network.received),
            sentPerSecond: perSecond(before.network.sent, now.network.sent),
          },
    disk:
      now.disk === null || before.disk === null
        ? null
        : {
            readPerSecond: perSecond(before.disk.read, now.disk.read),
            writtenPerSecond: perSecond(before.disk.written, now.disk.written),
          },
  }
}
