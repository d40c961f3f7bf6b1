import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseByteSize } from './byteSize'
import { parseDuration } from './duration'
import { parseMount } from './parseMount'
import { parsePort } from './parsePort'
import { shellWords } from './shellWords'

describe('parseDuration', () => {
  it.each([
    ['5s', 5_000],
    ['1m30s', 90_000],
    ['1h5m10s20ms', 3_910_020],
    ['2.5s', 2_500],
    ['500us', 0.5],
    ['0', 0],
    ['0s', 0],
  ])('%s is %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms))

  it.each(['', '5', '5 s', 's', '-1s', '1d', '1m 30s', '1.s'])('%j is none', (text) =>
    expect(parseDuration(text)).toBeNull(),
  )

  it('adds its parts up', () => {
    fc.assert(
      fc.property(fc.nat(99), fc.nat(99), fc.nat(99), (h, m, s) => {
        expect(parseDuration(`${h}h${m}m${s}s`)).toBe(((h * 60 + m) * 60 + s) * 1_000)
      }),
    )
  })
})

describe('parseByteSize', () => {
  it.each([
    ['512m', 536_870_912],
    ['1g', 1_073_741_824],
    ['1gb', 1_073_741_824],
    ['1GiB', 1_073_741_824],
    ['64kb', 65_536],
    ['1.5k', 1_536],
    ['300b', 300],
    ['300', 300],
    [1_048_576, 1_048_576],
  ])('%s is %d bytes', (value, bytes) => expect(parseByteSize(value)).toBe(bytes))

  it.each(['', 'm', '-1m', '1x', '1mm', '1,5g', '99999999t'])('%j is none', (value) =>
    expect(parseByteSize(value)).toBeNull(),
  )
})

describe('parsePort', () => {
  it.each([
    ['8080', null, null, 8080, 'tcp'],
    ['9092:19092', null, 9092, 19092, 'tcp'],
    ['127.0.0.1:9092:19092', '127.0.0.1', 9092, 19092, 'tcp'],
    ['127.0.0.1::53/udp', '127.0.0.1', null, 53, 'udp'],
    ['[::1]:5432:5432', '::1', 5432, 5432, 'tcp'],
  ])('%s', (value, hostAddress, hostPort, containerPort, protocol) =>
    expect(parsePort(value)).toEqual({ hostAddress, hostPort, containerPort, protocol }),
  )

  it.each(['', '0', '80:65536', 'a:80', '80-90:80-90', '80/sctp', '127.0.0.1:80', 'x:1:2'])('%j is none', (value) =>
    expect(parsePort(value)).toBeNull(),
  )
})

describe('parseMount', () => {
  it.each([
    ['data:/var/lib', { kind: 'volume', source: 'data', target: '/var/lib', readOnly: false }],
    ['data:/var/lib:ro', { kind: 'volume', source: 'data', target: '/var/lib', readOnly: true }],
    ['/var/lib', { kind: 'volume', source: null, target: '/var/lib', readOnly: false }],
    ['./conf:/etc/x', { kind: 'bind', source: '/project/conf', target: '/etc/x', readOnly: false }],
    ['../conf:/etc/x:rw', { kind: 'bind', source: '/conf', target: '/etc/x', readOnly: false }],
  ])('%s', (value, expected) => expect(parseMount(value, '/project')).toEqual(expected))

  it.each(['', 'data:relative', 'a:/b:/c', 'a:/b:ro:z', ':/b'])('%j is none', (value) =>
    expect(parseMount(value, '/project')).toBeNull(),
  )
})

describe('shellWords', () => {
  it.each([
    ['a  b', ['a', 'b']],
    [`sh -c 'echo "x y"'`, ['sh', '-c', 'echo "x y"']],
    [`a"b c"'d'`, ['ab cd']],
    [String.raw`a\ b "c\"d\e"`, ['a b', String.raw`c"d\e`]],
    [`'' ""`, ['', '']],
    ['', []],
  ])('%s', (text, words) => expect(shellWords(text)).toEqual(words))

  it.each(["'a", '"a', 'a\\'])('%s has no end', (text) => expect(shellWords(text)).toBeNull())

  it('gives back any words that were quoted', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        expect(shellWords(words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' '))).toEqual(words)
      }),
    )
  })
})
