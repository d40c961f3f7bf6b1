import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { scramVerifier } from './scramVerifier'

it('gives the server key of the example in RFC 7677, section 3', () => {
  const verifier = scramVerifier('pencil', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'))
  const [head, keys] = [verifier.slice(0, verifier.lastIndexOf('$')), verifier.slice(verifier.lastIndexOf('$') + 1)]
  expect(head).toBe('SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==')
  const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0'
  const exchange = `n=user,r=rOprNGfwEbeRWgbNEkqO,r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=${nonce}`
  const signature = createHmac('sha256', Buffer.from(keys.split(':')[1] ?? '', 'base64')).update(exchange)
  expect(signature.digest('base64')).toBe('6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=')
})

it('salts each one anew and holds nothing of the password', () => {
  expect(scramVerifier('pencil')).not.toBe(scramVerifier('pencil'))
  expect(scramVerifier('pencil')).not.toContain('pencil')
})
