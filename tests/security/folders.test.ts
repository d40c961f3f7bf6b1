/** Folders and links that another account has laid beforehand, where Marsad would write. */
import { chmod, lstat, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readInstance } from '../../host/instanceLock'
import { shellWord } from '../../common/shellWord'
import { endCli, runCli, startCli } from '../support/cli'
import { ask } from '../support/instance'
import { waitFor } from '../support/waitFor'
import { asNobody, canBeNobody } from './support/asNobody'
import { walk } from './support/walk'

let shared: string
let victim: string
const secret = 'a line that must stay\n'

beforeEach(async () => {
  // As the system's temporary folder: everybody may make something in it.
  shared = await mkdtemp(join(tmpdir(), 'marsad-shared-'))
  await chmod(shared, 0o1777)
  victim = join(shared, 'victim')
  await writeFile(victim, secret, { mode: 0o600 })
})
afterEach(() => rm(shared, { recursive: true, force: true }))

describe.runIf(canBeNobody)('another account', () => {
  it('cannot keep the console from starting by taking the name of its control folder (act 14)', async () => {
    const name = join(shared, `marsad-${process.getuid?.() ?? ''}`)
    expect((await asNobody(`mkdir ${shellWord(name)}`)).code).toBe(0)
    const data = join(shared, 'data')
    const env = { TMPDIR: shared, XDG_RUNTIME_DIR: '' }
    const started = startCli(['up', '--data', data, '--events-per-second', '0'], env)
    try {
      const runs = (): Promise<boolean> => ask(data, 'app.snapshot', {}).then(({ stack }) => stack.phase !== 'stopped')
      await waitFor('the console to answer, with its stack starting', runs, 30_000, 200)
      const address = (await readInstance(data))?.socket ?? ''
      const folder = await lstat(dirname(address))
      expect({ uid: folder.uid, mode: folder.mode & 0o777 }).toEqual({ uid: process.getuid?.(), mode: 0o700 })
      expect((await asNobody(`ls ${shellWord(name)}`)).stdout).toBe('')
      const status = await runCli(['status', '--json', '--data', data], env)
      expect(JSON.parse(status.stdout)).toMatchObject({ running: true })
    } finally {
      await endCli(started)
    }
  })

  it('has no file written by laying the data folder with a link in it (act 15)', async () => {
    const data = join(shared, 'laid')
    const laid = `mkdir -p ${shellWord(data)}/run && ln -s ${shellWord(victim)} ${shellWord(data)}/run/redis.conf && chmod 777 ${shellWord(data)}`
    expect((await asNobody(laid)).code).toBe(0)
    const before = (await walk(data)).map(({ path }) => path)
    const up = await runCli(['up', '--data', data])
    expect(up.code).toBe(1)
    expect(up.stderr).toMatch(/belongs to another account/)
    expect(await readFile(victim, 'utf8')).toBe(secret)
    expect((await walk(data)).map(({ path }) => path)).toEqual(before)
  })

  it('has no file written through a folder of ours that it may write into (act 15)', async () => {
    const data = join(shared, 'open')
    await mkdir(data)
    await chmod(data, 0o777)
    await asNobody(`mkdir ${shellWord(data)}/run && ln -s ${shellWord(victim)} ${shellWord(data)}/run/redis.conf`)
    const up = await runCli(['up', '--data', data])
    expect(up.code).toBe(1)
    expect(up.stderr).toMatch(/Other accounts may write into the data folder/)
    expect(await readFile(victim, 'utf8')).toBe(secret)
  })
})

it.each([
  'run',
  'logs',
  'run/redis.conf',
  'run/services.json',
  'logs/redis.log',
  'settings.json',
  'credentials.json',
  'kafka/data',
])(
  'a link at %s in a folder of ours is refused with its path, and nothing is written through it (act 15)',
  async (name) => {
    const data = join(shared, 'own')
    const path = join(data, name)
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await chmod(data, 0o700)
    const target = /\./.test(name) ? victim : join(shared, 'elsewhere')
    await mkdir(join(shared, 'elsewhere'))
    await symlink(target, path)
    const up = await runCli(['up', '--data', data])
    expect(up.code).toBe(1)
    expect(up.stderr).toContain(path)
    expect(up.stderr).toMatch(/is a symbolic link/)
    expect(await readFile(victim, 'utf8')).toBe(secret)
    expect(await walk(join(shared, 'elsewhere'))).toHaveLength(1)
  },
)
