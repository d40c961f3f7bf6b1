import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readPlace } from './windowBounds'

const display = { x: 0, y: 0, width: 1920, height: 1080 }

test('a kept place is taken only where a display still shows it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'marsad-window-'))
  const file = join(folder, 'window.json')
  const usual = { bounds: { width: 1280, height: 800 }, maximized: false }
  expect(readPlace(file, [display])).toEqual(usual)
  const kept = { bounds: { x: 100, y: 50, width: 1000, height: 700 }, maximized: true }
  writeFileSync(file, JSON.stringify(kept))
  expect(readPlace(file, [display])).toEqual(kept)
  // The second display it was on has been unplugged.
  writeFileSync(file, JSON.stringify({ ...kept, bounds: { ...kept.bounds, x: 1900 } }))
  expect(readPlace(file, [display])).toEqual({ ...usual, maximized: true })
  expect(readPlace(file, [display, { ...display, x: 1920 }])).toMatchObject({ bounds: { x: 1900 } })
  for (const broken of ['{', '{"bounds":{"x":0,"y":0,"width":10,"height":10},"maximized":false}']) {
    writeFileSync(file, broken)
    expect(readPlace(file, [display])).toEqual(usual)
  }
  rmSync(file)
  symlinkSync('/dev/zero', file)
  expect(readPlace(file, [display])).toEqual(usual)
  rmSync(folder, { recursive: true })
})
