import { expect, it } from 'vitest'
import { fillTemplate, forCluster } from './sqlTemplate'

const values = (given: Record<string, string>) => ({ values: given, parts: [] })

it('puts quoted values in, and leaves comments alone', () => {
  const text = '-- {{group}} explained\nSETTINGS a = {{group}}, b = {{brokers}} /* {{c}}\n{{d}} */'
  expect(fillTemplate(text, values({ group: "it's\\", brokers: 'a:1,b:2' }))).toBe(
    "-- {{group}} explained\nSETTINGS a = 'it\\'s\\\\', b = 'a:1,b:2' /* {{c}}\n{{d}} */",
  )
})

it('does not let a value bring placeholders or parts of its own', () => {
  expect(fillTemplate('{{a}} {{b}}', values({ a: '{{b}}', b: 'x' }))).toBe("'{{b}}' 'x'")
  expect(fillTemplate('{{a}}/*p: q*/', { values: { a: '/*p: {{b}}*/' }, parts: ['p'] })).toBe("'/*p: {{b}}*/' q")
})

it('refuses a placeholder without a value', () => {
  expect(() => fillTemplate('{{nothing}}', values({}))).toThrow('nothing')
})

it('puts in the parts that are asked for, over several lines too, and no other', () => {
  const text = 'TABLE x/*one:_y ON {{c}}*/ SET a/*two:,\n  b = {{b}}*//*three:,\n  c = {{nothing}}*/'
  expect(fillTemplate(text, { values: { c: 'k', b: 'v' }, parts: ['one', 'two'] })).toBe(
    "TABLE x_y ON 'k' SET a,\n  b = 'v'/*three:,\n  c = {{nothing}}*/",
  )
})

it('leaves the statement of a single server as it stands in the file', () => {
  const text = 'SELECT * FROM /*cluster:cluster({{cluster}}, */system.parts/*cluster:)*/'
  expect(forCluster(text, null)).toBe(text)
  expect(forCluster(text, "it's")).toBe("SELECT * FROM cluster('it\\'s', system.parts)")
})
