/** The window over a Docker engine: the same tests as over the embedded stack. */
import { inject } from 'vitest'
import { connectTestEngine } from './support/engine'
import { newComposeRun } from './support/composeRun'
import { testWindow } from '../support/testWindow'
import { labelNames } from '../../workers/stack/docker/engine/labels'

testWindow(async () => {
  const run = await newComposeRun(inject('serviceImages'))
  const { docker } = await connectTestEngine()
  const running = async (): Promise<string[]> => {
    const listed = await docker.listContainers({ filters: { label: [`${labelNames.project}=${run.name}`] } })
    return listed.map(({ Labels }) => Labels[labelNames.service] ?? '')
  }
  return {
    settings: { stack: { kind: 'docker' } },
    env: run.variables,
    pictures: 'docker-',
    kill: async (name) => {
      const [container] = await docker.listContainers({
        filters: { label: [`${labelNames.project}=${run.name}`, `${labelNames.service}=${name}`] },
      })
      const { State } = await docker.getContainer(container?.Id ?? '').inspect()
      process.kill(State.Pid, 'SIGKILL')
    },
    watch: async () => {
      const before = await running()
      return async () => (await running()).filter((name) => before.includes(name))
    },
  }
})
