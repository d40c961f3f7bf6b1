/** A second worker of Kafka Connect, as somebody runs it who has two: with the five minutes that Connect waits for a lost one by default. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { connectorName } from '../../../../contract/pipeline'
import { httpText } from '../../../../workers/clients/httpText'
import { ask } from '../../../support/instance'
import { freePorts } from '../../../support/freePorts'
import { waitFor } from '../../../support/waitFor'
import type { Ground } from '../faultCase'

const limitMs = 60_000
const partSchema = z.object({ state: z.string(), worker_id: z.string() })
type Part = z.infer<typeof partSchema>
const statusSchema = z.object({ connector: partSchema, tasks: z.array(partSchema) })
const settingsSchema = z.record(z.string(), z.string())

/**
 * Gives a part of the connector's work to the console's worker while another leads the group, and restarts the console's: the other does
 * not take that part over before the five minutes have passed.
 * @returns what ends the second worker, and gives all to the first again
 */
export async function restartBesideSecond(ground: Ground): Promise<() => Promise<void>> {
  const { dataDir, pidOf } = ground
  const [port = 0] = await freePorts(1)
  const folder = join(dataDir, 'run', 'connect')
  const words = (await readFile(`/proc/${await pidOf('connect')}/cmdline`, 'utf8')).split('\0').slice(0, -1)
  const [first = '', own = ''] = [words[0], words.at(-1)]
  const properties = join(folder, 'second.properties')
  const url = `http://127.0.0.1:${port}`
  const lines = (await readFile(own, 'utf8')).split('\n').flatMap((line) => {
    if (line.startsWith('scheduled.rebalance.max.delay.ms')) return []
    if (line.startsWith('listeners')) return [`listeners=${url}`]
    return [line.startsWith('rest.advertised.port') ? `rest.advertised.port=${port}` : line]
  })
  await writeFile(properties, lines.join('\n'))
  const second = spawn(first, [...words.slice(1, -1), properties], { cwd: folder, stdio: 'ignore' })
  const ended = once(second, 'exit')
  // Where a test fails before it ends it.
  onTestFinished(() => void second.kill('SIGKILL'))
  const rest = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await httpText(
      { ...ground.stores.endpoints.connect, url },
      method,
      `/connectors/${connectorName}${path}`,
      AbortSignal.timeout(10_000),
      body,
    )
    if (!answer.ok && answer.status !== 404)
      throw new Error(`the second Connect answers ${answer.status}: ${answer.text}`)
    return answer.text === '' ? null : JSON.parse(answer.text)
  }
  /** Where the parts of the connector are, and how they do; none until it has a task. */
  const parts = async (): Promise<readonly Part[]> => {
    const { connector, tasks } = statusSchema.parse(await rest('GET', '/status'))
    return tasks.length === 0 ? [] : [connector, ...tasks]
  }
  const untilParts = (what: string, holds: (theirs: readonly Part[]) => boolean): Promise<unknown> =>
    waitFor(
      what,
      async () => {
        const theirs = await parts()
        if (theirs.length === 0 || !holds(theirs)) throw new Error(JSON.stringify(theirs))
        return true
      },
      limitMs,
      200,
    )
  /** Until the console's worker answers; it was another process before. */
  const untilFirst = (before: number | null): Promise<unknown> =>
    waitFor(
      'the first Connect',
      async () => {
        const { stack } = await ground.snapshot()
        const { state, pid } = stack.services.find(({ name }) => name === 'connect') ?? {}
        return state === 'running' && pid !== before
      },
      limitMs,
      200,
    )
  const isOnSecond = ({ worker_id }: Part): boolean => worker_id.endsWith(`:${port}`)
  const end = async (): Promise<void> => {
    second.kill('SIGTERM')
    await ended
    // The one that is left leads, and does not wait.
    await ask(dataDir, 'service.restart', { name: 'connect' })
  }
  try {
    await waitFor('a second Connect', async () => (await parts()).length > 0, limitMs, 500)
    await ask(dataDir, 'service.stop', { name: 'connect' })
    await untilParts('the second to have all', (theirs) =>
      theirs.every((each) => each.state === 'RUNNING' && isOnSecond(each)),
    )
    await ask(dataDir, 'service.start', { name: 'connect' })
    await untilFirst(null)
    // Whoever has it keeps it: made again, its parts are given to one of the two each. A task whose worker comes back within the five
    // minutes is given back to it at once (Connect 4.3); the connector is not.
    const configuration = settingsSchema.parse(await rest('GET', '/config'))
    await waitFor(
      'the first to have a part',
      async () => {
        await rest('DELETE', '')
        await rest('PUT', '/config', configuration)
        await untilParts('the connector to run', (theirs) => theirs.every(({ state }) => state === 'RUNNING'))
        const [connector] = await parts()
        if (connector === undefined || !isOnSecond(connector)) return connector !== undefined
        // Which of the two comes first is decided by their names in the group: another one, then.
        const pid = await pidOf('connect')
        await ask(dataDir, 'service.restart', { name: 'connect' })
        await untilFirst(pid)
        return false
      },
      4 * limitMs,
      500,
    )
    await ask(dataDir, 'service.restart', { name: 'connect' })
    await untilParts('a part that nobody has', (theirs) => theirs.some(({ state }) => state === 'UNASSIGNED'))
  } catch (thrown) {
    await end()
    throw thrown
  }
  return end
}
