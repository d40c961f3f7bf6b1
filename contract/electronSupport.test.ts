import { expect, it } from 'vitest'
import packageJson from '../package.json'
import { electronState, electronSupport } from './electronSupport'

it.each([
  ['33.2.1', false],
  ['42.9.9', false],
  ['43.0.0', true],
  ['45.4.1', true],
  ['no version', false],
])('Electron %s is supported: %s', (version, supported) => {
  expect(electronState(version)).toEqual({ version, supported })
})

it('knows nothing where there is no Electron', () => {
  expect(electronState(null)).toBeNull()
})

it('moves with the pin: the newest three majors', () => {
  const pinned = Number.parseInt(packageJson.devDependencies.electron, 10)
  expect(pinned).toBe(electronSupport.newest)
  expect(electronSupport.oldestSupported).toBe(electronSupport.newest - 2)
})
