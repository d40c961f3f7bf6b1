import { expect, it } from 'vitest'
import { createLinePace } from './linePace'

it('lets a few lines pass at once, and holds a flood up to the end of its window', async () => {
  let at = 0
  const pass = createLinePace(50, () => at)
  for (let line = 0; line < 4; line += 1) expect(pass()).toBeUndefined()
  at = 99
  const held = pass()
  expect(held).toBeInstanceOf(Promise)
  await held
  at = 100
  expect(pass()).toBeUndefined()
})
