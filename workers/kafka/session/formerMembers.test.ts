import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openMemberRegister } from './formerMembers'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'marsad-members-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const deadPid = spawnSync(process.execPath, ['-e', '']).pid

it('answers once with the members of processes that are gone, of its own group only', () => {
  openMemberRegister(folder, 'enricher', deadPid).remember('m1')
  openMemberRegister(folder, 'other', deadPid).remember('m2')
  openMemberRegister(folder, 'enricher', process.ppid).remember('alive')
  writeFileSync(join(folder, 'cut.json'), '{"pid":')
  const register = openMemberRegister(folder, 'enricher')
  expect(register.takeFormer()).toEqual(['m1'])
  expect(register.takeFormer()).toEqual([])
})

it('does not keep a member that has left', () => {
  const gone = openMemberRegister(folder, 'enricher', deadPid)
  gone.remember('m1')
  gone.forget()
  expect(openMemberRegister(folder, 'enricher').takeFormer()).toEqual([])
})
