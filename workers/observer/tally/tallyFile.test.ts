import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { tallyFile, tallyPath } from './tallyFile'
import { emptyTallyState, keepTally } from './tallyState'

let folder = ''
const warnings: string[] = []
const warn = (text: string): void => {
  warnings.push(text)
}
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tally-'))
  warnings.length = 0
})
afterEach(() => rm(folder, { recursive: true }))

test('what was written is read again, and nothing half-written lies about', async () => {
  const path = tallyPath(folder)
  const file = tallyFile(path, warn)
  expect(await file.read()).toBeNull()
  const state = emptyTallyState('cluster')
  state.topics['content.flat'].records = 5
  state.topics['content.flat'].partitions['0'] = {
    position: 7,
    last: { offset: 6, timestamp: 1 },
    clock: [[0, 1, 6]],
  }
  state.topics['engagement_events.flat'].live.add(8, 1)
  await file.write(state)
  await file.write(state)
  const again = await file.read()
  expect(again && keepTally(again)).toEqual(keepTally(state))
  expect(again?.topics['engagement_events.flat'].live.size).toBe(1)
  expect(await readdir(dirname(path))).toEqual(['tally.json'])
  expect(warnings).toEqual([])
})

test.each(['{"format":1', '{"format":1}', ''])('a file that says %j is told of and not used', async (text) => {
  const path = join(folder, 'tally.json')
  await writeFile(path, text)
  expect(await tallyFile(path, warn).read()).toBeNull()
  expect(warnings).toHaveLength(1)
})
