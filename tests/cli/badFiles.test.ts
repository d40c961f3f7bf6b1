/** Files of the data folder and of the person's choice that are not what they should be, on the real console: one sentence, soon, and no process left. */
import { execFileSync } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { endCli, startCli, type Started } from '../support/cli'
import { ask, newDataDir, writeSettings } from '../support/instance'
import { isAlive, processesNaming } from '../support/processes'
import { waitFor } from '../support/waitFor'

let dataDir: string
let up: Started | null
beforeEach(async () => {
  dataDir = await newDataDir()
  up = null
})
afterEach(async () => {
  if (up !== null) await endCli(up)
  await rm(dataDir, { recursive: true, force: true })
})

/** What a start says that is refused; it must end by itself, with 1. */
async function refused(): Promise<string> {
  up = startCli(['up', '--data', dataDir])
  const end = await up.finished
  expect(end, end.stderr).toMatchObject({ code: 1 })
  expect(processesNaming(dataDir)).toEqual([])
  return end.stderr
}

test('a named pipe as settings.json is set aside with a notice', async () => {
  execFileSync('mkfifo', [join(dataDir, 'settings.json')])
  up = startCli(['up', '--data', dataDir])
  const { notices } = await waitFor('the console to answer', () => ask(dataDir, 'app.snapshot', {}), 30_000)
  expect(notices).toMatchObject([{ failure: { code: 'settings_invalid' } }])
})

test('garbage as format.json is named, and stays as it was', async () => {
  await writeFile(join(dataDir, 'format.json'), '{')
  const said = await refused()
  expect(said).toMatch(
    /^Error: The file \S+format\.json cannot be read, so it is unknown which version .*\nWhat to do: /m,
  )
  expect(execFileSync('cat', [join(dataDir, 'format.json')], { encoding: 'utf8' })).toBe('{')
})

test.each([
  ['holds itself', 'x-a: &a [*a]\nservices: {}\n', /the alias at line 1 contains itself/],
  [
    'grows without end',
    ['x-a: &a0 [1]', ...Array.from({ length: 9 }, (_, n) => `x-b${n}: &a${n + 1} [${`*a${n},`.repeat(9)}]`)].join('\n'),
    /at line \d+ it has more than 10000 values/,
  ],
])('a Compose file that %s is refused with its line', async (_, yaml, sentence) => {
  const composeFile = join(dataDir, 'compose.yml')
  await writeFile(composeFile, yaml)
  await writeSettings(dataDir, { stack: { kind: 'docker', docker: { composeFile } } })
  expect(await refused()).toMatch(sentence)
})

test('workers end with a console that is killed', async () => {
  await writeSettings(dataDir, { stack: { kind: 'docker', docker: { composeFile: join(dataDir, 'none.yml') } } })
  up = startCli(['up', '--data', dataDir])
  const pid = await waitFor('the stack worker', async () => {
    const { workers } = await ask(dataDir, 'app.snapshot', {})
    return workers.find(({ name }) => name === 'stack')?.pid ?? undefined
  })
  up.child.kill('SIGKILL')
  await up.finished
  await waitFor('the worker to end', () => !isAlive(pid), 15_000)
})
