import { expect, it } from 'vitest'
import { addressOf, addressText } from './dial'

it.each([
  ['broker.example:9093', { host: 'broker.example', port: 9093 }],
  ['127.0.0.1:1', { host: '127.0.0.1', port: 1 }],
  ['[2001:db8::1]:9093', { host: '2001:db8::1', port: 9093 }],
])('%s', (text, address) => {
  expect(addressOf(text)).toEqual(address)
  expect(addressText(address)).toBe(text)
})
