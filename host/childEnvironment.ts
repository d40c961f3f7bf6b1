import variables from '../contract/passedVariables.json'

/** Names passed on to workers; all else of the owner's environment stays outside. None of Docker's holds a secret. */
const passed = new Set(variables.worker.names)
/** Secrets reach who needs them by message, not by the environment of every worker and its children. */
const secretPrefix = 'MARSAD_SECRET_'
const passedPrefixes = variables.worker.prefixes

/**
 * The environment of a worker: an allow list, so that neither credentials of the shell nor NODE_OPTIONS,
 * ELECTRON_RUN_AS_NODE or LD_PRELOAD reach it.
 */
export function childEnvironment(own: NodeJS.ProcessEnv): Record<string, string> {
  const result: Record<string, string> = {}
  for (const [name, value] of Object.entries(own)) {
    const upper = name.toUpperCase()
    const wanted = passed.has(upper) || passedPrefixes.some((prefix) => upper.startsWith(prefix))
    if (wanted && !upper.startsWith(secretPrefix) && value !== undefined) result[name] = value
  }
  return result
}
