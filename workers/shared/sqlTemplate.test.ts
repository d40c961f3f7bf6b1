import { expect, it } from 'vitest'
import { fillTemplate } from './fillTemplate'

it('puts quoted values in, and leaves comments alone', () => {
  const text = '-- {{group}} explained\nSETTINGS a = {{group}}, b = {{brokers}}'
  expect(fillTemplate(text, { group: "it's\\", brokers: 'a:1,b:2' })).toBe(
    "-- {{group}} explained\nSETTINGS a = 'it\\'s\\\\', b = 'a:1,b:2'",
  )
})

it('does not let a value bring placeholders of its own', () => {
  expect(fillTemplate('{{a}} {{b}}', { a: '{{b}}', b: 'x' })).toBe("'{{b}}' 'x'")
})

it('refuses a placeholder without a value', () => {
  expect(() => fillTemplate('{{nothing}}', {})).toThrow('nothing')
})
