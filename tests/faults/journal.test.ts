import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openJournal } from './journal'

test('an id that a killed Postgres hands out again is no longer that of the insertion it refused', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'marsad-journal-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const journal = openJournal(join(folder, 'journal.jsonl'))
  const version = (id: number) => ({ id, contentId: null, durationMs: null, eventMs: 0 })
  journal.inserted([version(5), version(6), version(7)], 'refused')
  journal.moves(1, 5, 'committed')
  journal.moves(2, 6, 'refused')
  journal.inserted([version(7)], 'committed')
  expect([...journal.events].map(([id, { outcome }]) => [id, outcome])).toEqual([
    [6, 'refused'],
    [7, 'committed'],
  ])
  expect([...journal.deleted]).toEqual([1])
})
