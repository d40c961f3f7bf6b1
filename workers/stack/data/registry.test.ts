import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRegistry } from './registry'
import { noServices } from './servicesFile'

let folder = ''
let lines: string[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'marsad-registry-'))
  lines = []
})
afterEach(() => rmSync(folder, { recursive: true }))

const open = (text: string | null) => {
  const path = join(folder, 'services.json')
  if (text !== null) writeFileSync(path, text)
  return openRegistry(path, (level, line) => lines.push(`${level}: ${line.replace(folder, '')}`))
}

describe('openRegistry', () => {
  it('says nothing where there is no file yet', () => {
    expect(open(null).read()).toEqual(noServices)
    expect(lines).toEqual([])
  })

  it('warns about a file that cannot be understood, and begins with none', () => {
    expect(open('{"format":2,"services":{}}').read()).toEqual(noServices)
    expect(lines).toEqual(['warn: /services.json cannot be understood: of another format'])
  })

  it('warns about each service whose entry cannot be understood', () => {
    const registry = open('{"format":1,"services":{"redis":{"port":"x"},"kafka":null}}')
    expect(registry.get('redis')).toBeUndefined()
    expect(lines).toEqual(['warn: /services.json: the entries of redis, kafka cannot be understood'])
  })
})
