/** The window over the embedded stack. */
import { endpointsOf, readStatus, serviceOf } from '../support/instance'
import { isAlive } from '../support/processes'
import { testWindow } from '../support/testWindow'

testWindow('embedded', () =>
  Promise.resolve({
    settings: {},
    endpoints: endpointsOf,
    env: {},
    rest: () => Promise.resolve(),
    end: () => Promise.resolve(),
    kill: async (name, dataDir) => {
      process.kill(serviceOf(await readStatus(dataDir), name).pid ?? 0, 'SIGKILL')
    },
    watch: async (dataDir) => {
      const pids = (await readStatus(dataDir)).services.map((service) => service.pid ?? 0)
      return () => Promise.resolve(pids.filter(isAlive).map(String))
    },
  }),
)
