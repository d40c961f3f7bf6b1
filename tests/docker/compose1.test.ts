/** docker-compose.yml itself, run in turn by Debian's docker-compose (1.29) and by us. It reads the whole file as it is. */
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { shell, type ShellAnswer } from '../support/shell'
import { composeFile, newComposeRun, type ComposeRun } from './support/composeRun'
import { changesOf, stackOfFile, type TestStack } from './support/stack'
import { volumeNames } from './support/volumes'

const services = ['clickhouse', 'connect', 'kafka', 'postgres', 'redis']
let run: ComposeRun
let stack: TestStack
let volumesBefore: ReadonlySet<string>

beforeEach(async () => {
  run = await newComposeRun(inject('serviceImages'))
  stack = await stackOfFile(composeFile, run.name, run.variables)
  volumesBefore = await volumeNames(stack.docker)
})
afterEach(() => stack.end())

async function compose(line: string): Promise<ShellAnswer> {
  const answer = await shell(`docker-compose -f '${composeFile}' ${line}`, run.variables)
  if (answer.code !== 0) throw new Error(`${line}: ${answer.stdout}${answer.stderr}`)
  return answer
}
/** Service → id, as we see them. */
const seen = async (): Promise<Record<string, string>> =>
  Object.fromEntries((await stack.containers()).map(({ service, id }) => [service, id]))
/** Ids as docker-compose sees them. */
const listed = async (): Promise<string[]> => (await compose('ps -q')).stdout.trim().split('\n').sort()
const states = async (): Promise<string[]> => (await stack.containers()).map(({ state }) => state)

async function downByCompose(): Promise<void> {
  await compose('down -v')
  expect(await stack.leftovers()).toEqual([])
  expect([...(await volumeNames(stack.docker))].filter((name) => !volumesBefore.has(name))).toEqual([])
}

describe("Debian's docker-compose on docker-compose.yml", () => {
  it('starts what we adopt as it is; only what changes is made anew, and it sees that too', async () => {
    await compose('up -d')
    const before = await seen()
    expect(Object.keys(before).sort()).toEqual(services)
    const plan = await stack.up()
    expect(plan.actions.filter((action) => action.kind !== 'service')).toEqual([])
    expect(changesOf(plan).filter((change) => !change.startsWith('wait '))).toEqual([])
    expect(await seen()).toEqual(before)
    expect((await stack.up()).actions).toEqual([])

    expect(changesOf(await stack.up({ MARSAD_REDIS_MEMORY: '300m' }))).toEqual(['recreate redis'])
    const after = await seen()
    expect(after).toEqual({ ...before, redis: after['redis'] })
    expect(await listed()).toEqual(Object.values(after).sort())
    await downByCompose()
  })

  it('sees what we start, stops and starts it, and takes it down', async () => {
    await stack.up()
    const before = await seen()
    expect(await listed()).toEqual(Object.values(before).sort())
    const table = (await compose('ps')).stdout
    expect(table.match(/Up \(healthy\)/g)).toHaveLength(services.length)
    await compose('stop')
    expect(await states()).toEqual(services.map(() => 'exited'))
    await compose('start')
    expect(changesOf(await stack.up()).filter((change) => !change.startsWith('wait '))).toEqual([])
    expect(await seen()).toEqual(before)
    await downByCompose()
  })
})
