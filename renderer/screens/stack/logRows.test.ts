import { expect, test } from 'vitest'
import type { LogLine } from '../../../contract/commands'
import { logRows } from './logRows'

const line = (seq: number, text: string): LogLine => ({ seq, at: 1, source: 'stack', level: 'info', text })

test('an entry of several lines has a row for each, and only the first tells when and whence', () => {
  const rows = logRows([line(1, 'one'), line(2, 'Error: x\n    at y\r\n    at z')])
  expect(rows.map(({ text }) => text)).toEqual(['one', 'Error: x', '    at y', '    at z'])
  expect(rows.map(({ isFirst }) => isFirst)).toEqual([true, true, false, false])
  expect(new Set(rows.map(({ key }) => key)).size).toBe(4)
})

test('the rows of a line stay the same objects, so that they are not drawn anew', () => {
  const lines = [line(1, 'a\nb')]
  expect(logRows([...lines, line(2, 'c')])[1]).toBe(logRows(lines)[1])
})
