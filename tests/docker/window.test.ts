/** The window over a Docker engine: the same tests as over the embedded stack. */
import { inject } from 'vitest'
import { testWindow } from '../support/testWindow'
import { composeFile, newComposeRun } from './support/composeRun'
import { stackOfFile } from './support/stack'

testWindow(async () => {
  const run = await newComposeRun(inject('serviceImages'))
  const stack = await stackOfFile(composeFile, run.name, run.variables)
  const running = async (): Promise<string[]> =>
    (await stack.containers()).flatMap(({ service, state }) => (state === 'running' ? [service] : []))
  return {
    settings: { stack: { kind: 'docker' } },
    env: run.variables,
    pictures: 'docker-',
    kill: async (name) => {
      const { State } = await stack.docker.getContainer((await stack.container(name)).id).inspect()
      process.kill(State.Pid, 'SIGKILL')
    },
    watch: async () => {
      const before = await running()
      return async () => (await running()).filter((name) => before.includes(name))
    },
    end: () => stack.end(),
  }
})
