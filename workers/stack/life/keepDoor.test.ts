import { expect, it } from 'vitest'
import { openGuardedServer } from '../../../common/loopback/guardedServer'
import { isFree } from '../ports/choosePort'
import type { Door } from '../services/description'
import { keepDoor } from './keepDoor'

const door = (port: number): Door => ({
  innerPort: 1,
  open: (log) =>
    openGuardedServer(port, {
      answer: (_request, response) => Promise.resolve(void response.end()),
      refuse: (response) => void response.end(),
      failed: (thrown) => log(String(thrown)),
    }),
})
const kept = (): ReturnType<typeof keepDoor> =>
  keepDoor((text) => {
    throw new Error(text)
  })

it('holds its port until it is closed', async () => {
  const present = kept()
  expect(present.port()).toBeNull()
  await present.open(door(0))
  const port = present.port() ?? 0
  expect(await isFree(port)).toBe(false)
  present.close()
  expect(present.port()).toBeNull()
  await expect.poll(() => isFree(port)).toBe(true)
  await present.open(door(port))
  expect(present.port()).toBe(port)
  present.close()
})

it('does not keep a door that was closed while it opened', async () => {
  const present = kept()
  const opening = present.open(door(0))
  present.close()
  await opening
  expect(present.port()).toBeNull()
})
