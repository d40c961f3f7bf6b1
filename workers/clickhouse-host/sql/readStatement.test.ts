import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readStatement } from './readStatement'

describe('readStatement', () => {
  it.each([
    ['SELECT 1', 'select', null],
    ['  -- note\n/* a /* b */ c */ with x as (select 1) select * from x', 'select', null],
    ['(SELECT 1) UNION ALL (SELECT 2) FORMAT TSV;', 'select', 'TSV'],
    ['select 1 format JSONEachRow settings max_threads = 1', 'select', 'JSONEachRow'],
    ['select format from t', 'select', null],
    ['select \'FORMAT CSV\' as `format`, "FORMAT"', 'select', null],
    ['select (select 1 format CSV) as x', 'select', null],
    ['SHOW TABLES FORMAT JSON', 'other', 'JSON'],
    ['insert into t select 1', 'insert', null],
    ['', 'empty', null],
    [' ; -- nothing', 'empty', null],
  ])('reads %j', (text, kind, format) => {
    expect(readStatement(text)).toMatchObject({ kind, format, data: null, several: false })
  })

  it('finds the data of INSERT … FORMAT after one line break', () => {
    const text = 'INSERT INTO a.t (x, "y;z") SETTINGS async_insert=0 FORMAT JSONEachRow\n{"x":1}'
    const { data } = readStatement(text)
    expect(data?.format).toBe('JSONEachRow')
    expect(text.slice(data?.start)).toBe('{"x":1}')
    expect(text.slice(data?.clause, data?.formatClause)).toBe('SETTINGS async_insert=0 ')
  })

  it('takes VALUES for a format, semicolons and quotes in its data for data', () => {
    const text = "insert into t values ('a;b'), ('FORMAT CSV'); "
    const statement = readStatement(text)
    expect(statement.data?.format).toBe('Values')
    expect(text.slice(statement.data?.start)).toBe(" ('a;b'), ('FORMAT CSV'); ")
    expect(statement.several).toBe(false)
  })

  it('sees a second statement, but none in a trailing semicolon or in a string', () => {
    expect(readStatement('select 1; drop table t').several).toBe(true)
    expect(readStatement('select 1;  -- done').several).toBe(false)
    expect(readStatement("select ';' || $tag$;$tag$").several).toBe(false)
  })

  it('ends on every text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("'", '"', '`', '\\', '$', 'a', ' ', ';', '/', '*', '-', '\n', '(', ')') }),
        (text) => {
          expect(['select', 'insert', 'other', 'empty']).toContain(readStatement(text).kind)
        },
      ),
    )
  })
})
