/** Docker Compose itself, in the versions that this machine has: it sees our stacks, and we see its. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { shell, type ShellAnswer } from '../../support/shell'
import { threeServices } from '../support/files'
import { changesOf, createStack, type TestStack } from '../support/stack'

const found: string[] = []
for (const command of ['docker-compose', 'docker compose']) {
  if ((await shell(`${command} version`)).code === 0) found.push(command)
}

describe('Docker Compose', () => {
  it('is here, or nothing of the following is tested', ({ skip }) => {
    skip(found.length === 0, 'neither docker-compose nor docker compose is installed')
    expect(found.length).toBeGreaterThan(0)
  })
})

describe.each(found)('%s', (command) => {
  let stack: TestStack
  beforeEach(async () => {
    stack = await createStack(threeServices)
  })
  afterEach(() => stack.end())
  const compose = async (line: string): Promise<ShellAnswer> => {
    const answer = await shell(`${command} -p ${stack.name} -f ${stack.folder}/docker-compose.yml ${line}`)
    if (answer.code !== 0) throw new Error(`${line}: ${answer.stdout}${answer.stderr}`)
    return answer
  }
  const ids = async (): Promise<string[]> => (await stack.containers()).map(({ id }) => id).sort()

  it('has its stack adopted as it is, and only what changes is made anew', async () => {
    await compose('up -d')
    const before = await ids()
    expect(before).toHaveLength(3)
    const plan = await stack.up()
    expect(plan.actions.filter((action) => action.kind !== 'service')).toEqual([])
    expect(changesOf(plan).filter((change) => !change.startsWith('wait '))).toEqual([])
    expect((await stack.up()).actions).toEqual([])
    expect(await ids()).toEqual(before)
    const b = await stack.container('b')

    expect(changesOf(await stack.up({ TEST_SPEED: 'slow' }))).toEqual(['recreate a'])
    expect((await stack.container('a')).name).toBe(`${stack.name}-a-1`)
    expect((await stack.container('b')).id).toBe(b.id)
    await stack.down({ volumes: true })
    expect(await stack.leftovers()).toEqual([])
  })

  it('sees our stack, stops and starts it, and takes it down', async () => {
    await stack.up()
    const listed = (await compose('ps -q')).stdout.trim().split('\n')
    for (const service of ['a', 'b']) expect(listed).toContain((await stack.container(service)).id)
    expect((await compose('ps')).stdout).toContain(`${stack.name}-a-1`)
    await compose('stop')
    expect((await stack.container('a')).state).toBe('exited')
    await compose('start a b')
    await stack.up()
    await compose('down -v')
    expect(await stack.leftovers()).toEqual([])
  })
})
