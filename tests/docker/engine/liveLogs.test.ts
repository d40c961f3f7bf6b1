/** The logs of real containers as one stream: nothing lost, nothing twice, and no faster than they are taken. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MarsadError } from '../../../contract/errors'
import { connectDocker, type DockerConnection } from '../../../workers/stack/docker/discovery/connectDocker'
import { followLogs, type LogFollower, type ServiceLine } from '../../../workers/stack/docker/live/logs/followLogs'
import { withoutFrames } from '../../../workers/stack/docker/engine/lastLines'
import { containerFacts } from '../../../workers/stack/docker/live/watchedContainer'
import { waitFor } from '../../support/waitFor'
import { createStack, type TestStack } from '../support/stack'
import { tinyImage } from '../support/engine'
import { testAddress } from '../support/testAddress'

const lineCount = 100_000
/** Writes numbered lines as fast as it can. */
const flood = `[busybox, awk, 'BEGIN { for (i = 0; i < ${lineCount}; i++) printf "%d %0400d مرصد\\n", i, 0 }']`

describe('the logs of a project', () => {
  let stack: TestStack
  let connection: DockerConnection
  const lines: ServiceLine[] = []
  const failed: unknown[] = []
  let take: (taken: readonly ServiceLine[]) => Promise<void> | void = () => undefined
  let logs: LogFollower

  beforeEach(async () => {
    lines.length = 0
    failed.length = 0
    take = () => undefined
    connection = await connectDocker(testAddress())
    logs = followLogs(connection.docker, {
      tail: 10 * lineCount,
      take: async (taken) => {
        lines.push(...taken)
        await take(taken)
      },
      unreadable: (service, reason) => failed.push(`${service}: ${reason}`),
      failed: (thrown) => failed.push(thrown),
    })
  })
  afterEach(async () => {
    await logs.close()
    connection.close()
    await stack.end()
    expect(failed).toEqual([])
  })
  const follow = async (): Promise<void> => {
    const ids = (await stack.containers()).map(({ id }) => id)
    const facts = await Promise.all(
      ids.map(async (id) => containerFacts(await stack.docker.getContainer(id).inspect())),
    )
    logs.follow(facts.filter((one) => one !== null))
  }
  /** A container that writes and ends may have ended before it is looked at: an up then says so. */
  const upToItsEnd = async (): Promise<void> => {
    try {
      await stack.up()
    } catch (thrown) {
      if (!(thrown instanceof MarsadError) || thrown.failure.code !== 'container_exited') throw thrown
    }
  }
  const of = (service: string): string[] => lines.filter((line) => line.service === service).map(({ text }) => text)

  it('waits in the engine while they are not taken, and then comes whole', async () => {
    stack = await createStack(`services: { a: { image: '${tinyImage}', command: ${flood} } }`)
    await upToItsEnd()
    await waitFor('all of it is written', async () => (await stack.container('a')).state === 'exited')
    let release: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    take = () => held
    const used = (): number => process.memoryUsage().heapUsed + process.memoryUsage().external
    const before = used()
    try {
      await follow()
      await waitFor('the first lines', () => lines.length > 0)
      // 42 MB wait in the engine, and go on waiting while it answers other questions.
      for (let asked = 0; asked < 50; asked += 1) await stack.docker.ping()
      expect(lines.length).toBeLessThan(1_000)
      expect(used() - before).toBeLessThan(15e6)
    } finally {
      // A slow taker from here on.
      take = () => new Promise((resolve) => setTimeout(resolve, 1))
      release()
    }
    await waitFor('all lines', () => lines.length >= lineCount)
    const zeros = '0'.repeat(400)
    expect(lines.findIndex(({ text }, index) => text !== `${index} ${zeros} مرصد`)).toBe(-1)
    expect(lines).toHaveLength(lineCount)
  })

  it('goes on after breaks of the connection and restarts, without loss and without doubles', async () => {
    const script = 'for r in $$(seq 4); do seq 2000; echo $$r end >&2; sleep 0.3; done'
    stack = await createStack(`
services:
  a: { image: '${tinyImage}', command: [sh, -c, '${script}'], restart: on-failure:1 }
  b: { image: '${tinyImage}', command: [sh, -c, 'i=0; while :; do i=$$((i + 1)); echo $$i; echo e$$i >&2; test $$((i % 50)) = 0 && sleep 0.02; done'], stop_grace_period: 1s }
`)
    await stack.up()
    await follow()
    for (let round = 0; round < 4; round += 1) {
      const seen = lines.length
      await waitFor('more lines', () => lines.length > seen + 500)
      // Ends every open request of the follower.
      connection.close()
    }
    const b = stack.docker.getContainer((await stack.container('b')).id)
    const seen = lines.length
    await waitFor('lines after the last break', () => lines.length > seen + 500)
    await b.stop()
    await follow()
    const whole = await b.logs({ stdout: true, stderr: true, follow: false })
    const written = withoutFrames(whole).toString().trim().split('\n')
    // Each stream in its order; how the two lie to each other the engine itself does not say twice alike.
    const isError = (text: string): boolean => text.startsWith('e')
    await waitFor('the last line', () => of('b').length >= written.length)
    expect(of('b').length).toBe(written.length)
    expect(of('b').filter(isError).join()).toBe(written.filter(isError).join())
    expect(
      of('b')
        .filter((text) => !isError(text))
        .join(),
    ).toBe(written.filter((text) => !isError(text)).join())

    await waitFor('all of a', () => of('a').includes('4 end'))
    // The very same container once more.
    await stack.docker.getContainer((await stack.container('a')).id).start()
    await follow()
    const once = [1, 2, 3, 4].flatMap((r) => [...Array.from({ length: 2_000 }, (_, i) => `${i + 1}`), `${r} end`])
    const wanted = [...once, ...once].sort()
    await waitFor('all of a again', () => of('a').length >= wanted.length)
    const got = of('a').sort()
    expect(got.findIndex((text, index) => text !== wanted[index])).toBe(-1)
    expect(got).toHaveLength(wanted.length)
  })

  it('reads long lines, those without an end, and a terminal’s', async () => {
    const long = `busybox awk 'BEGIN { for (i = 0; i < 20000; i++) printf "x"; printf "\\n"; print "after"; printf "no end" }'`
    stack = await createStack(`
services:
  plain: { image: '${tinyImage}', command: [sh, -c, ${JSON.stringify(long)}] }
`)
    const terminal = await stack.docker.createContainer({
      Image: tinyImage,
      Cmd: ['sh', '-c', long],
      Tty: true,
      Labels: { 'com.docker.compose.project': stack.name, 'com.docker.compose.service': 'terminal' },
      HostConfig: { NetworkMode: 'none' },
    })
    await upToItsEnd()
    await terminal.start()
    await follow()
    for (const service of ['plain', 'terminal']) {
      await waitFor(`all of ${service}`, () => of(service).length === 3)
      expect(of(service)).toEqual(['x'.repeat(8_192), 'after', 'no end'])
    }
  })
})
