import { describe, expect, it } from 'vitest'
import { parseProject } from '../compose/readProject'
import { configHash, isOwnHash } from './configHash'

const hashOf = (service: string, rest = ''): string => {
  const project = parseProject(`services:\n  a: ${service}\n${rest}`, '/srv/shop/docker-compose.yml', () => undefined)
  const a = project.services.get('a')
  if (a === undefined) throw new Error('no service')
  return configHash(project, a)
}
const plain = hashOf(`{ image: 'a:1', environment: { X: '1', Y: '2' }, ports: ['80'] }`)

describe('configHash', () => {
  it('is the same whatever the order, the line, and what says only when to start', () => {
    expect(isOwnHash(plain)).toBe(true)
    expect(hashOf(`{ ports: ['80'], environment: [Y=2, X=1], image: 'a:1' }`)).toBe(plain)
    expect(
      hashOf(
        `\n    { image: 'a:1', environment: { X: '1', Y: '2' }, ports: ['80'], profiles: [x], pull_policy: always }`,
      ),
    ).toBe(plain)
  })

  it.each([
    `{ image: 'a:2', environment: { X: '1', Y: '2' }, ports: ['80'] }`,
    `{ image: 'a:1', environment: { X: '1', Y: '3' }, ports: ['80'] }`,
    `{ image: 'a:1', environment: { X: '1', Y: '2' }, ports: ['81'] }`,
    `{ image: 'a:1', environment: { X: '1', Y: '2' }, ports: ['80'], command: [] }`,
    `{ image: 'a:1', environment: { X: '1', Y: '2' }, ports: ['80'], stop_grace_period: 3s }`,
    `{ image: 'a:1', environment: { X: '1', Y: '2' }, ports: ['80'], networks: { default: { aliases: [z] } } }`,
  ])('is another for %s', (service) => {
    expect(hashOf(service)).not.toBe(plain)
  })

  it('goes by what a volume is called in the engine', () => {
    const service = `{ image: 'a:1', volumes: ['data:/data'] }`
    const named = hashOf(service, 'volumes: { data: { name: shop_data } }')
    expect(hashOf(service, 'volumes: { data: }')).toBe(named)
    expect(hashOf(service, 'volumes: { data: { name: other } }')).not.toBe(named)
  })
})
