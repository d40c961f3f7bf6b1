import { expect, it } from 'vitest'
import { spawnAs } from './spawnAs'

const command = { env: { HOME: '/home/x', TMPDIR: '/home/x/tmp', PATH: '/bin' }, cwd: '/data' }

it('leaves the environment of our own user as it is', () => {
  expect(spawnAs({ ...command, account: null })).toEqual({ env: command.env, cwd: '/data' })
})

it('gives another account neither our home nor our temporary folder', () => {
  expect(spawnAs({ ...command, account: { uid: 1, gid: 2 } })).toEqual({
    env: { PATH: '/bin', HOME: '/nonexistent' },
    cwd: '/data',
    uid: 1,
    gid: 2,
  })
})
