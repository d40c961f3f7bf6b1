import { describe, expect, it } from 'vitest'
import { readSample, usageBetween } from './usage'

/** Recorded from Docker 20.10 with cgroups 1, shortened; the second one 5 s later. */
const v1 = (later: boolean): unknown => ({
  read: later ? '2026-11-24T12:47:20.103903482Z' : '2026-11-24T12:47:15.103903482Z',
  preread: '0001-01-01T00:00:00Z',
  blkio_stats: {
    io_service_bytes_recursive: [
      { major: 254, minor: 0, op: 'Read', value: later ? 10_240 : 0 },
      { major: 254, minor: 0, op: 'Write', value: later ? 51_200 : 0 },
      { major: 254, minor: 0, op: 'Sync', value: later ? 61_440 : 0 },
      { major: 254, minor: 0, op: 'Total', value: later ? 61_440 : 0 },
    ],
  },
  cpu_stats: {
    cpu_usage: { total_usage: later ? 2_593_723_593 : 93_723_593, percpu_usage: [22_095_483, 71_628_110] },
    system_cpu_usage: later ? 48_521_730_000_000 : 48_511_730_000_000,
    online_cpus: 2,
  },
  precpu_stats: { cpu_usage: { total_usage: 0 } },
  memory_stats: {
    usage: 1_093_632,
    max_usage: 3_579_904,
    stats: { cache: 327_680, inactive_file: 1, total_inactive_file: 93_632 },
    limit: 25_276_514_304,
  },
  networks: {
    eth0: { rx_bytes: later ? 6_000 : 1_000, tx_bytes: 500 },
    eth1: { rx_bytes: 0, tx_bytes: later ? 1_000 : 0 },
  },
})
/** As an engine with cgroups 2 has it. */
const v2 = {
  read: '2026-11-24T12:47:15Z',
  blkio_stats: { io_service_bytes_recursive: [{ major: 8, minor: 0, op: 'read', value: 7 }] },
  cpu_stats: { cpu_usage: { total_usage: 1_000 }, system_cpu_usage: 8_000_000, online_cpus: 8 },
  memory_stats: { usage: 5_000, stats: { anon: 3_000, file: 2_000, inactive_file: 1_500 }, limit: 10_000 },
  networks: { eth0: { rx_bytes: 1, tx_bytes: 2 } },
}
/** Podman 4: no statistics of memory, often no network, its own names beside. */
const podman = {
  read: '2026-11-24T12:47:15.5Z',
  blkio_stats: { io_service_bytes_recursive: null },
  cpu_stats: { cpu_usage: { total_usage: 4_000_000_000 }, system_cpu_usage: 0, online_cpus: 0, cpu: 1.5 },
  memory_stats: { usage: 9_000, limit: 10_000 },
  networks: null,
}

describe('what a container uses', () => {
  it('is read with cgroups 1, 2 and Podman', () => {
    expect(readSample(v1(false))).toMatchObject({ memoryBytes: 1_000_000, network: { received: 1_000, sent: 500 } })
    expect(readSample(v2)).toMatchObject({ oneCoreNs: 1_000_000, memoryBytes: 3_500, disk: { read: 7, written: 0 } })
    expect(readSample(podman)).toMatchObject({ oneCoreNs: null, memoryBytes: 9_000, network: null, disk: null })
  })

  it('is a share of one core, and bytes a second, between two samples', () => {
    const [before, after] = [readSample(v1(false)), readSample(v1(true))]
    if (before === null || after === null) throw new Error('no sample')
    expect(usageBetween(before, after)).toEqual({
      // 2.5 s of processor in 5 s; the system counts 10 s for its two.
      cpu: 0.5,
      memoryBytes: 1_000_000,
      network: { receivedPerSecond: 1_000, sentPerSecond: 200 },
      disk: { readPerSecond: 2_048, writtenPerSecond: 10_240 },
    })
  })

  it('goes by the clock where the system’s time is not told', () => {
    const before = readSample(podman)
    const after = readSample({
      ...podman,
      read: '2026-11-24T12:47:17.5Z',
      cpu_stats: { cpu_usage: { total_usage: 5e9 } },
    })
    if (before === null || after === null) throw new Error('no sample')
    expect(usageBetween(before, after)).toEqual({ cpu: 0.5, memoryBytes: 9_000, network: null, disk: null })
  })

  it('is not known from one sample, nor over a restart', () => {
    const [before, after] = [readSample(v1(false)), readSample(v1(true))]
    if (before === null || after === null) throw new Error('no sample')
    const unknown = { cpu: null, memoryBytes: 1_000_000, network: null, disk: null }
    expect(usageBetween(null, after)).toEqual(unknown)
    expect(usageBetween(after, { ...before, at: after.at + 1_000 })).toEqual(unknown)
    expect(usageBetween(after, after)).toEqual(unknown)
  })

  it('does not exist for a container that does not run', () => {
    // As 20.10 answers for one that has ended.
    const ended = {
      read: '0001-01-01T00:00:00Z',
      blkio_stats: { io_service_bytes_recursive: null },
      cpu_stats: { cpu_usage: { total_usage: 0 }, throttling_data: {} },
      memory_stats: {},
    }
    expect(readSample(ended)).toBeNull()
  })
})
