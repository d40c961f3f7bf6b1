import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = import.meta.dirname
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (name) => /\.(css|tsx?)$/.test(name) && !name.endsWith('.test.ts') && !name.startsWith('test-support'),
)
const read = (name: string): string => readFileSync(join(root, name), 'utf8')

describe('design tokens', () => {
  it('are the only place with raw colours', () => {
    const rawColour =
      /#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|color)\(|\b(?:white|black|red|green|blue)\b\s*;/i
    const offenders = files
      .filter((name) => name !== 'tokens.css')
      .flatMap((name) => {
        const hit = read(name)
          .split('\n')
          // A fragment link or a private-use character is no colour.
          .find((line) => rawColour.test(line.replaceAll(/href="#\w+"|'\\u[0-9a-f]{4}'/gi, '')))
        return hit === undefined ? [] : [`${name}: ${hit.trim()}`]
      })
    expect(offenders).toEqual([])
  })

  it('exist for every name in use, in both themes', () => {
    const tokens = read('tokens.css')
    const block = (selector: string): string => tokens.slice(tokens.indexOf(selector)).split('}')[0] ?? ''
    const named = (css: string): Set<string> =>
      new Set([...css.matchAll(/(--[\w-]+):/g)].map((match) => match[1] ?? ''))
    const shared = named(block(':root'))
    const dark = named(block("[data-theme='dark']"))
    const light = named(block("[data-theme='light']"))
    expect(dark).toEqual(light)
    const used = files
      .filter((name) => name.endsWith('.css'))
      .flatMap((name) => [...read(name).matchAll(/var\((--[\w-]+)/g)].map((match) => match[1] ?? ''))
    expect(used.length).toBeGreaterThan(100)
    // A file may name a token anew for its own use (`--source: var(--c1)`).
    const local = new Set(files.filter((name) => name.endsWith('.css')).flatMap((name) => [...named(read(name))]))
    expect([...new Set(used)].filter((name) => !shared.has(name) && !dark.has(name) && !local.has(name))).toEqual([])
  })

  it('are laid out with logical properties only, so that Arabic mirrors', () => {
    const physical = /(?:^|[\s;{])(?:margin|padding|border)-(?:left|right)\b|(?:^|[\s;{])(?:left|right)\s*:|float\s*:/m
    const offenders = files.filter((name) => name.endsWith('.css') && physical.test(read(name)))
    expect(offenders).toEqual([])
  })

  it('has each class name defined in one file, so that no screen styles another', () => {
    const owners = new Map<string, Set<string>>()
    for (const name of files.filter((file) => file.endsWith('.css') && file !== 'tokens.css')) {
      for (const match of read(name).matchAll(/^\.([a-z][\w-]*)\s*\{/gm)) {
        const owner = owners.get(match[1] ?? '') ?? new Set()
        owners.set(match[1] ?? '', owner.add(name))
      }
    }
    expect([...owners].filter(([, where]) => where.size > 1)).toEqual([])
  })
})
