/** A project that is watched on a real engine: why containers end, their health, and an engine that dies. */
import { afterEach, describe, expect, it } from 'vitest'
import { labelNames } from '../../../workers/stack/docker/engine/labels'
import { stopAll } from '../../../workers/stack/docker/engine/stopAll'
import type { WatchedContainer } from '../../../workers/stack/docker/live/watchedContainer'
import { waitFor } from '../../support/waitFor'
import { ensureSmallImages } from '../images/smallImages'
import { tinyImage } from '../support/engine'
import { hold } from '../support/files'
import { endless, watchEngine, watchStack, type WatchedStack } from '../support/watchedStack'
import { pauseContainer } from '../support/pauseContainer'
import { noPrivateEngine, startPrivateEngine, type PrivateEngine } from '../support/privateEngine'
import { createStack, type TestStack } from '../support/stack'

const never = new AbortController().signal

describe('a watched project', () => {
  const open: WatchedStack[] = []
  const watched = async (yaml: string): Promise<{ stack: TestStack; watch: WatchedStack }> => {
    const stack = await createStack(yaml)
    const watch = await watchStack(stack)
    open.push(watch)
    return { stack, watch }
  }
  afterEach(async () => {
    for (const watch of open.splice(0)) await watch.end()
  })
  const id = async (stack: TestStack, service: string): Promise<string> => (await stack.container(service)).id

  it('tells a stop by docker, by Compose’s way and by ours from an end by itself', async () => {
    const { stack, watch } = await watched(`
services:
  asked: { image: '${tinyImage}', command: ${hold}, restart: unless-stopped }
  deaf: { image: '${tinyImage}', command: ${endless}, restart: unless-stopped, stop_grace_period: 1s }
  ours: { image: '${tinyImage}', command: ${hold} }
  killed: { image: '${tinyImage}', command: ${endless}, restart: unless-stopped }
  done: { image: '${tinyImage}', command: [sh, -c, 'echo once; sleep 1; exit 7'] }
`)
    await stack.up()
    await watch.until('done', ({ ending }) => ending?.kind === 'exited')
    await stack.docker.getContainer(await id(stack, 'asked')).stop()
    await stack.docker.getContainer(await id(stack, 'deaf')).stop()
    await stack.docker.getContainer(await id(stack, 'killed')).kill()
    await stopAll(stack.work, stack.name, (await stack.read()).services, new Set(['ours']), never)
    const asked = await watch.until('asked', ({ ending }) => ending?.kind === 'stopped')
    expect(asked).toMatchObject({ state: 'exited', ending: { exitCode: 0, lines: [] } })
    const deaf = await watch.until('deaf', ({ ending }) => ending?.kind === 'stopped')
    expect(deaf.ending?.exitCode).toBe(137)
    await watch.until('ours', ({ ending }) => ending?.kind === 'stopped')
    const killed = await watch.until('killed', ({ ending }) => ending !== null)
    expect(killed.ending).toMatchObject({ kind: 'killed', exitCode: 137 })
    expect(watch.now('done')?.ending).toMatchObject({ kind: 'exited', exitCode: 7, lines: ['once'] })

    // A second console that starts now, with what the engine remembers.
    const later = await watchStack(stack)
    for (const service of ['asked', 'deaf', 'ours', 'killed', 'done']) {
      const seen = await later.until(service, ({ ending }) => ending?.kind === watch.now(service)?.ending?.kind)
      expect(seen.ending?.exitCode).toBe(watch.now(service)?.ending?.exitCode)
    }
    await later.close()

    await stack.docker.getContainer(await id(stack, 'asked')).start()
    await watch.until('asked', ({ state }) => state === 'running')
    await stack.docker.getContainer(await id(stack, 'asked')).remove({ force: true })
    await waitFor('the container is gone', () => watch.now('asked') === null)
  })

  it('counts the restarts of one that ends again and again, with what it wrote', async () => {
    const { stack, watch } = await watched(
      `services: { a: { image: '${tinyImage}', command: [sh, -c, 'echo no luck; sleep 0.3; exit 3'], restart: always } }`,
    )
    await stack.up()
    const a = await watch.until('a', ({ restarts, state }) => restarts >= 2 && state === 'restarting')
    expect(a.ending).toMatchObject({ kind: 'exited', exitCode: 3 })
    expect(a.ending?.lines).toContain('no luck')
  })

  it('shows one that becomes unhealthy, and healthy again', async () => {
    const { stack, watch } = await watched(`
services:
  a:
    image: ${tinyImage}
    command: [sh, -c, 'echo here I am; touch /tmp/ok; while :; do sleep 0.1; done']
    stop_grace_period: 1s
    healthcheck: { test: [CMD-SHELL, 'test -f /tmp/ok || { echo no file; false; }'], interval: 200ms, retries: 2 }
`)
    await stack.up()
    const healthy = await watch.until('a', ({ health }) => health === 'healthy')
    expect(healthy.healthyAt).toBeGreaterThanOrEqual(healthy.startedAt)
    const run = async (line: string): Promise<void> => {
      const exec = await stack.docker.getContainer(healthy.id).exec({ Cmd: ['sh', '-c', line] })
      await exec.start({ Detach: true })
    }
    await run('busybox rm /tmp/ok')
    const unhealthy = await watch.until('a', ({ health }) => health === 'unhealthy')
    expect(unhealthy).toMatchObject({ state: 'running', healthOutput: 'no file', lines: ['here I am'] })
    await run('touch /tmp/ok')
    expect(await watch.until('a', ({ health }) => health === 'healthy')).toMatchObject({ lines: [], ending: null })
    await pauseContainer(stack.docker.getContainer(healthy.id))
    await watch.until('a', ({ state }) => state === 'paused')
    await stack.docker.getContainer(healthy.id).unpause()
    await watch.until('a', ({ state }) => state === 'running')
  })

  it('knows one that had too little memory', async () => {
    const { stack, watch } = await watched(`
services:
  a:
    image: ${tinyImage}
    mem_limit: 16m
    command: [sh, -c, 'echo grows; sleep 0.5; x=x; while :; do x=$$x$$x; done']
`)
    await stack.up()
    const a = await watch.until('a', ({ state }) => state === 'exited')
    expect(a.ending).toMatchObject({ kind: 'exited', exitCode: 137, outOfMemory: true, lines: ['grows'] })
    expect(a.memoryLimitBytes).toBe(16 * 1024 * 1024)
  })
})

const impossible = await noPrivateEngine()
describe('an engine that dies', () => {
  let engine: PrivateEngine | null = null
  afterEach(async () => {
    await engine?.end()
    engine = null
  })

  /** Containers of one project, each a service. */
  const run = async (on: PrivateEngine, service: string, restart: string): Promise<string> => {
    const { HostConfig, Labels } = {
      HostConfig: { RestartPolicy: { Name: restart }, NetworkMode: 'none' },
      Labels: { [labelNames.project]: 'dying', [labelNames.service]: service },
    }
    const Cmd = ['sh', '-c', `trap 'exit 0' TERM; echo up; while :; do sleep 0.1; done`]
    const container = await on.docker.createContainer({ Image: tinyImage, Cmd, HostConfig, Labels })
    await container.start()
    return container.id
  }

  it('is told, and when it is back every state is right again', async ({ skip }) => {
    skip(impossible !== null, impossible ?? '')
    const on = await startPrivateEngine()
    engine = on
    await ensureSmallImages(on.docker)
    await run(on, 'kept', 'unless-stopped')
    await run(on, 'plain', 'no')
    const stopped = await run(on, 'stopped', 'unless-stopped')
    const watch = await watchEngine(on, 'dying')
    try {
      for (const service of ['kept', 'plain', 'stopped']) await watch.until(service, ({ state }) => state === 'running')
      await on.docker.getContainer(stopped).stop()
      await watch.until('stopped', ({ ending }) => ending?.kind === 'stopped')

      await on.kill()
      await waitFor('the loss is told', () => watch.engine.length > 0)
      expect(watch.engine).toMatchObject([{ code: 'docker_not_running' }])
      expect(watch.now('kept')?.state).toBe('running')
      await on.start()
      await waitFor('the engine is back', () => watch.engine.length > 1)
      expect(watch.engine).toMatchObject([{ code: 'docker_not_running' }, 'back'])
      // Newer engines start it again by themselves, older ones leave it as they found it.
      expect(watch.now('kept')).toSatisfy(
        (kept: WatchedContainer) => kept.state === 'running' || kept.ending?.kind === 'engine',
      )
      expect(watch.now('plain')).toMatchObject({ state: 'exited', ending: { kind: 'engine' } })
      expect(watch.now('stopped')).toMatchObject({ state: 'exited', ending: { kind: 'stopped' } })
      // The stream is alive again.
      await on.docker.getContainer(stopped).start()
      await watch.until('stopped', ({ state }) => state === 'running')
      // What the engine told late changes nothing.
      expect(watch.now('plain')?.ending?.kind).toBe('engine')

      await on.stop()
      await waitFor('the loss is told', () => watch.engine.length > 2)
      await on.start()
      await waitFor('the engine is back', () => watch.engine.at(-1) === 'back')
      expect(await watch.until('stopped', ({ state }) => state === 'running')).toMatchObject({ restarts: 0 })
    } finally {
      await watch.close()
    }
  })
})
