import { childEnvironment } from '../childEnvironment'
import { isSecretName } from '../../contract/secretNames'

/** Beside what workers are given: what changes how the console itself reaches others and shows itself. */
const alsoTold = /^(?:(?:HTTPS?|ALL|NO)_PROXY|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|DISPLAY|WAYLAND_DISPLAY|TERM)$/i
/** Names of people and of sockets, of use to nobody. */
const untold = /^(?:USER|LOGNAME|SSH_AUTH_SOCK)$/i

/** The variables that matter, sorted; of secret ones only that they are set. */
export function environmentOf(environment: NodeJS.ProcessEnv): Record<string, string> {
  const passed = childEnvironment(environment)
  return Object.fromEntries(
    Object.entries(environment)
      .flatMap(([name, value]): [string, string][] => {
        if (value === undefined || untold.test(name)) return []
        if (isSecretName(name)) return name.startsWith('MARSAD_') ? [[name, '[secret]']] : []
        return Object.hasOwn(passed, name) || alsoTold.test(name) ? [[name, value]] : []
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}
