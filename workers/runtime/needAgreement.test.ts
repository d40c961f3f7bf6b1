import { expect, test } from 'vitest'
import { defaultSettings, type StackKind } from '../../contract/settings'
import { needAgreement } from './needAgreement'

const settingsOf = (kind: StackKind) => ({ stack: { ...defaultSettings.stack, kind } })

test('services of others are written to only where a person has agreed', () => {
  expect(() => needAgreement(settingsOf('remote'), false)).toThrow(/agreement_needed/)
  expect(() => needAgreement(settingsOf('remote'), true)).not.toThrow()
  for (const kind of ['embedded', 'docker'] as const) expect(() => needAgreement(settingsOf(kind), false)).not.toThrow()
})
