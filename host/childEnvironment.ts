/** Names passed on to workers; all else of the owner's environment stays outside. */
const passed = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'TZ',
  'LANG',
  'LANGUAGE',
  'TMPDIR',
  'TEMP',
  'TMP',
  'JAVA_HOME',
  // How Docker's own command line finds its engine; none of them holds a secret.
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_CONFIG',
  'DOCKER_TLS',
  'DOCKER_TLS_VERIFY',
  'DOCKER_CERT_PATH',
  'COLIMA_HOME',
  'SSH_AUTH_SOCK',
  // Windows cannot start most programs without these.
  'SYSTEMROOT',
  'WINDIR',
  'COMSPEC',
  'PATHEXT',
  'APPDATA',
  'LOCALAPPDATA',
  'USERPROFILE',
  'PROGRAMDATA',
])
/** Secrets reach who needs them by message, not by the environment of every worker and its children. */
const secretPrefix = 'MARSAD_SECRET_'
const passedPrefixes = ['LC_', 'XDG_', 'MARSAD_', 'COMPOSE_']

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
