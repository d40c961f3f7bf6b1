import { describe, expect, it } from 'vitest'
import { parseProject } from '../compose/readProject'
import { containerLabels, dependenciesOf, networkLabels, serviceOf, volumeLabels } from './labels'

const project = parseProject(
  `
name: shop
services:
  a: { image: 'a:1' }
  b:
    image: 'b:1'
    labels: { team: data, com.docker.compose.project: mine }
    depends_on: { a: { condition: service_healthy, restart: true } }
volumes: { data: }
`,
  '/srv/here/docker-compose.yml',
  () => undefined,
)

describe('labels', () => {
  it('are those of Docker Compose, and win over a service that claims them', () => {
    const b = project.services.get('b')
    if (b === undefined) throw new Error('no service')
    const labels = containerLabels(project, b, 1, 'sha256:1')
    expect(labels).toMatchObject({
      team: 'data',
      'com.docker.compose.project': 'shop',
      'com.docker.compose.service': 'b',
      'com.docker.compose.container-number': '1',
      'com.docker.compose.oneoff': 'False',
      'com.docker.compose.project.config_files': '/srv/here/docker-compose.yml',
      'com.docker.compose.project.working_dir': '/srv/here',
      'com.docker.compose.image': 'sha256:1',
      'com.docker.compose.depends_on': 'a:service_healthy:true',
    })
    expect(serviceOf(labels)).toEqual({ service: 'b', number: 1 })
    expect(dependenciesOf(labels)).toEqual(['a'])
  })

  it('name networks and volumes by their keys', () => {
    const network = project.networks.get('default')
    const volume = project.volumes.get('data')
    if (network === undefined || volume === undefined) throw new Error('not there')
    expect(networkLabels(project, network)).toMatchObject({
      'com.docker.compose.project': 'shop',
      'com.docker.compose.network': 'default',
    })
    expect(volumeLabels(project, volume)).toMatchObject({
      'com.docker.compose.project': 'shop',
      'com.docker.compose.volume': 'data',
    })
  })

  it('leave one-offs and containers of nobody out', () => {
    expect(serviceOf({})).toBeNull()
    const oneOff = { 'com.docker.compose.service': 'b', 'com.docker.compose.oneoff': 'True' }
    expect(serviceOf(oneOff)).toBeNull()
    expect(dependenciesOf({})).toEqual([])
  })
})
