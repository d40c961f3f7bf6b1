import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { rules } from '../rules'
import { doctorPages } from './pages'

const root = resolve(import.meta.dirname, '../../..')

test('the pages in docs/ are what the rules say: npm run docs:doctor', async () => {
  for (const [path, text] of Object.entries(await doctorPages(root))) {
    expect(await readFile(join(root, path), 'utf8'), path).toBe(text)
    for (const { id } of rules) expect(text, path).toContain(`### \`${id}\``)
    expect(text, path).not.toMatch(/\{\{|undefined/)
  }
}, 60_000)
