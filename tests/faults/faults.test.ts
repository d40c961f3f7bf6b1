/** The bounded run of the harness: every kind of fault once, and all controls. The long one is `npm run faults`. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { controls } from './controls'
import { faultKinds } from './kinds'
import { runFaults, type RunDone } from './runFaults'
import { faultsOf } from './tally'

let folder: string
let done: RunDone

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marsad-faults-run-'))
  done = await runFaults(
    { faults: faultKinds.length, seed: 1, folder, say: (line) => console.log(line) },
    new AbortController().signal,
  )
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const all = <T>(of: (round: RunDone['rounds'][number]) => readonly T[]): T[] => done.rounds.flatMap(of)

describe('with every kind of fault', () => {
  test('at least 30 faults landed, of each kind one, and are proved', () => {
    const landed = new Set(all((round) => Object.keys(round.landed)))
    expect(faultKinds.map(({ kind }) => kind).filter((kind) => !landed.has(kind))).toEqual([])
    expect(done.rounds.reduce((sum, round) => sum + faultsOf(round), 0)).toBeGreaterThanOrEqual(30)
    expect(all((round) => round.unproved)).toEqual([])
  })
  test('aborted transactions left records that no reader of committed ones has seen', () => {
    expect(done.rounds.reduce((sum, round) => sum + round.abortedEnriched, 0)).toBeGreaterThan(0)
    expect(done.rounds.reduce((sum, round) => sum + round.abortedFlat, 0)).toBeGreaterThan(0)
  })
  test('nothing is lost, with commits among the writes that were never answered', () => {
    expect(done.rounds.reduce((sum, round) => sum + round.unknown, 0)).toBeGreaterThan(0)
    expect(done.rounds.reduce((sum, round) => sum + round.events, 0)).toBeGreaterThan(500)
    expect(all((round) => round.lost)).toEqual([])
  })
  test('nothing is doubled', () => {
    expect(all((round) => round.doubled)).toEqual([])
  })
  test('ClickHouse answers each event as it stands in Postgres', () => {
    expect(all((round) => round.altered)).toEqual([])
  })
})

test.each(controls)('the control "$name" is caught', ({ name, expects }) => {
  const found = done.controls.find(({ control }) => control.name === name)
  console.log(`${name}: ${expects.what} in ${expects.store}:`, found?.caught.slice(0, 10))
  expect(found?.caught.length).toBeGreaterThan(0)
})
