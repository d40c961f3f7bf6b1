import { expect, test } from 'vitest'
import { rules } from '.'

test('a fix that can be taken back says how, and only such a one', () => {
  const fixes = rules.flatMap(({ id, fixes: all, words }) =>
    Object.entries(all).map(([name, { undo }]) => ({
      fix: `${id} ${name}`,
      can: undo !== undefined,
      says: words.fixes[name]?.undo !== undefined,
    })),
  )
  expect(fixes.filter(({ can }) => can).length).toBeGreaterThan(0)
  expect(fixes.filter(({ can, says }) => can !== says)).toEqual([])
})
