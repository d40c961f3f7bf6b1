import { describe, expect, it } from 'vitest'
import { preparationOf, readRequest, type QueryRequest } from './readRequest'

function read(method: string, url: string, headers: Record<string, string> = {}): QueryRequest {
  const answer = readRequest(method, new URLSearchParams(url), headers)
  if (answer.kind === 'refused') throw new Error(answer.message)
  return answer.request
}

describe('readRequest', () => {
  it('tells settings, parameters and what is its own apart', () => {
    const request = read(
      'POST',
      'query=SELECT+1&query_id=q&database=d&default_format=JSON&param_x=1&max_threads=3&wait_end_of_query=1',
    )
    expect(request).toEqual({
      query: 'SELECT 1',
      queryId: 'q',
      defaultFormat: 'JSON',
      database: 'd',
      settings: [['max_threads', '3']],
      parameters: [['x', '1']],
      readonly: 0,
      compress: false,
      wait: true,
    })
  })

  it.each([
    ['GET', '', 2],
    ['GET', 'readonly=0', 2],
    ['GET', 'readonly=1', 1],
    ['POST', '', 0],
    ['POST', 'readonly=2', 2],
    ['POST', 'readonly=true', 1],
  ])('%s ?%s may read and write %i', (method, url, readonly) => {
    expect(read(method, url).readonly).toBe(readonly)
  })

  it('lets the header name the format', () => {
    expect(read('GET', 'default_format=JSON', { 'x-clickhouse-format': 'CSV' }).defaultFormat).toBe('CSV')
  })

  it.each([
    ['session_id=a'],
    ['decompress=1'],
    ['a;b=1'],
    ['query_id=%D8%B9'],
    ['query_id=a%0D%0Ab'],
    [`query_id=${'x'.repeat(257)}`],
    ['default_format=%D8%B9'],
    ['default_format=A%0Ab'],
    ['database=a%00b'],
    ['param_=1'],
    ['param_a%00b=1'],
  ])('refuses %s', (url) => {
    expect(readRequest('POST', new URLSearchParams(url), {}).kind).toBe('refused')
  })
})

describe('preparationOf', () => {
  it('forbids writing last, with the quotes of values escaped', () => {
    expect(preparationOf(read('GET', "database=a`b&final=0&param_x=it's"), 'reader')).toEqual([
      'SET ROLE marsad_reader',
      'USE `a\\`b`',
      "SET final = '0', `param_x` = 'it\\'s'",
      'SET readonly = 2',
    ])
  })

  it('takes only the rights of the account for a plain POST', () => {
    expect(preparationOf(read('POST', 'query=SELECT+1'), 'published')).toEqual(['SET ROLE marsad_published'])
  })
})
