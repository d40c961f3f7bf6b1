import { describe, expect, it } from 'vitest'
import { parseProject } from '../compose/readProject'
import { withFollowers } from './restart'
import { stopOrder } from './stopAll'

const project = parseProject(
  `
services:
  a: { image: x }
  b: { image: x, depends_on: { a: { condition: service_started, restart: true } } }
  c: { image: x, depends_on: { b: { condition: service_started, restart: true } } }
  d: { image: x, depends_on: [a] }
`,
  '/srv/docker-compose.yml',
  () => undefined,
)
const container = (service: string, dependsOn = '') => ({
  id: service,
  service,
  labels: { 'com.docker.compose.depends_on': dependsOn },
})
const names = (groups: readonly (readonly { service: string }[])[]): string[][] =>
  groups.map((group) => group.map(({ service }) => service))

describe('stopOrder', () => {
  it('ends what depends on others first', () => {
    const all = ['a', 'b', 'c', 'd'].map((name) => container(name))
    expect(names(stopOrder(all, project.services))).toEqual([['c', 'd'], ['b'], ['a']])
  })

  it('goes by the labels where there is no file, and is not stuck in their circle', () => {
    const labelled = [container('x'), container('y', 'x:service_started:false')]
    expect(names(stopOrder(labelled, new Map()))).toEqual([['y'], ['x']])
    const circle = [container('x', 'y:service_started:false'), container('y', 'x:service_started:false')]
    expect(names(stopOrder(circle, new Map()))).toEqual([['x', 'y']])
  })
})

describe('withFollowers', () => {
  it('takes along, however far, whoever asks to be restarted with it', () => {
    expect([...withFollowers([...project.services.values()], new Set(['a']))]).toEqual(['a', 'b', 'c'])
  })
})
