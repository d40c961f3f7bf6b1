/** What the console is told of a project that runs: parts, endings, logs with their levels, and what it all costs. */
import { afterEach, expect, it } from 'vitest'
import { serviceSnapshotSchema } from '../../../contract/snapshot'
import type { Candidate } from '../../../workers/stack/docker/discovery/listCandidates'
import type { Ending } from '../../../workers/stack/docker/live/ending'
import { openLive, type Live } from '../../../workers/stack/docker/live/openLive'
import { waitFor } from '../../support/waitFor'
import { tinyImage } from '../support/engine'
import { quickCheck } from '../support/files'
import { createStack, type TestStack } from '../support/stack'
import { testAddress } from '../support/testAddress'

const facts = { version: '20.10', apiVersion: '1.41', os: 'linux', architecture: 'amd64', name: null }
let stack: TestStack
let live: Live
afterEach(async () => {
  await live.close()
  await stack.end()
})

it('shows what runs, tells what ends and comes back, and hands on the logs with their levels', async () => {
  stack = await createStack(`
services:
  postgres:
    image: ${tinyImage}
    command: [sh, -c, 'echo "ERROR:  it begins"; echo "	a further line"; touch /tmp/ok; while :; do seq 1000 > /tmp/x; sleep 0.01; test -f /tmp/end && busybox rm /tmp/end && exit 9; done']
    environment: { POSTGRES_USER: app, POSTGRES_DB: appdb }
    container_name: marsadtest-pg
    restart: unless-stopped
    mem_limit: 64m
    stop_grace_period: 1s
    healthcheck: ${quickCheck}
  tool: { image: '${tinyImage}', command: [sh, -c, 'while :; do sleep 0.1; done'], stop_grace_period: 1s }
`)
  const candidate: Candidate = { address: testAddress(), reason: { kind: 'currentContext', context: 'test' } }
  const lines: { source: string; level: string; text: string; at: number }[] = []
  const ended: { service: string; ending: Ending }[] = []
  const restarted: string[] = []
  live = openLive({ candidate, facts, work: stack.work }, await stack.read(), {
    changed: () => undefined,
    ended: (service, ending) => ended.push({ service, ending }),
    restarted: (name) => restarted.push(name),
    log: (source, level, text, at) => void lines.push({ source, level, text, at: at ?? 0 }),
  })
  await live.ready
  expect(live.part('postgres')).toBeNull()
  const before = Date.now()
  await stack.up()
  await waitFor('postgres is measured', () => {
    const { cpu, memoryBytes, network } = live.part('postgres') ?? {}
    return (cpu ?? 0) > 0 && (memoryBytes ?? 0) > 0 && network !== null
  })
  const part = live.part('postgres')
  if (part === null) throw new Error('postgres has no part')
  expect(serviceSnapshotSchema.parse({ name: 'postgres', ...part })).toMatchObject({
    state: 'running',
    failure: null,
    memoryLimitBytes: 64 * 1024 * 1024,
    container: { name: 'marsadtest-pg', image: tinyImage },
    shell: 'docker exec -it marsadtest-pg psql -U app -d appdb',
  })
  expect(part.cpu).toBeLessThan(2.2)
  expect(part.startMs).toBeGreaterThan(0)
  expect(live.extras()).toMatchObject([{ name: 'tool', state: 'running' }])
  await waitFor('its lines', () => lines.filter(({ source }) => source === 'postgres').length >= 2)
  expect(lines.filter(({ source }) => source === 'postgres').map(({ level, text }) => [level, text])).toEqual([
    ['error', 'ERROR:  it begins'],
    ['error', '\ta further line'],
  ])
  expect(lines.every(({ at }) => at >= before - 5_000 && at <= Date.now() + 5_000)).toBe(true)

  // It ends by itself, and its policy brings it back.
  const exec = await stack.docker.getContainer(part.container?.id ?? '').exec({ Cmd: ['touch', '/tmp/end'] })
  await exec.start({ Detach: true })
  await waitFor('its end is told', () => ended.length > 0)
  expect(ended).toMatchObject([{ service: 'postgres', ending: { kind: 'exited', exitCode: 9 } }])
  expect(ended[0]?.ending.lines).toContain('ERROR:  it begins')
  await waitFor('it is back', () => restarted.length > 0)
  expect(restarted).toEqual(['postgres'])
  expect(live.part('postgres')).toMatchObject({ state: 'running', restarts: 1, failure: null })

  await stack.docker.getContainer(part.container?.id ?? '').stop()
  await waitFor('it is stopped', () => live.part('postgres')?.state === 'stopped')
  expect(live.part('postgres')).toMatchObject({ failure: null, shell: null, cpu: null })
  expect(ended).toHaveLength(1)
  expect(live.lost()).toBeNull()
})
