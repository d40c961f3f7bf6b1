import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLogFile } from './logFile'

test('each line is written as JSON and the file is set aside when it has grown', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'marsad-log-'))
  const failures: Error[] = []
  const file = await openLogFile({ folder, maxBytes: 4000, keep: 2, onFailure: (error) => void failures.push(error) })
  for (let n = 0; n < 400; n += 1) {
    file.write({ seq: n, at: Date.UTC(2026, 0, 1), source: 'kafka', level: 'warn', text: `line ${n}` })
    // The file is written in the background; a real log does not come in one turn of the loop either.
    if (n % 20 === 0) await new Promise((next) => setTimeout(next, 5))
  }
  await file.close()
  const names = (await readdir(folder)).sort()
  expect(names).toEqual(['console.log', 'console.log.1', 'console.log.2'])
  const texts = await Promise.all(
    ['console.log.2', 'console.log.1', 'console.log'].map((n) => readFile(join(folder, n), 'utf8')),
  )
  const lines = texts.join('').trimEnd().split('\n')
  const last: unknown = JSON.parse(lines.at(-1) ?? '')
  expect(last).toEqual({ level: 40, at: '2026-01-01T00:00:00.000Z', source: 'kafka', text: 'line 399' })
  // Nothing is lost at the seams: from the oldest kept line on, every line is there.
  const numbers = lines.map((line) => Number(/line (\d+)/.exec(line)?.[1]))
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, n) => 400 - numbers.length + n))
  expect(failures).toEqual([])
  await rm(folder, { recursive: true })
})

test('a folder that cannot be made is told by its path', async () => {
  await expect(openLogFile({ folder: '/dev/null/logs', onFailure: () => undefined })).rejects.toMatchObject({
    name: 'MarsadError',
  })
})
