/**
 * The part of the Compose specification that Marsad's engine carries out; docs/compose.md says what each key means, and a test keeps the
 * two alike. Any other key is refused with its line. Keys that begin with `x-` say nothing to an engine and are allowed everywhere.
 */
export const supportedKeys = {
  project: ['version', 'name', 'services', 'networks', 'volumes'],
  service: [
    'image',
    'pull_policy',
    'container_name',
    'hostname',
    'user',
    'working_dir',
    'init',
    'command',
    'entrypoint',
    'environment',
    'labels',
    'ports',
    'volumes',
    'networks',
    'depends_on',
    'healthcheck',
    'restart',
    'stop_signal',
    'stop_grace_period',
    'mem_limit',
    'cpus',
    'shm_size',
    'ulimits',
    'logging',
    'profiles',
  ],
  port: ['target', 'published', 'host_ip', 'protocol'],
  mount: ['type', 'source', 'target', 'read_only'],
  attachment: ['aliases'],
  dependency: ['condition', 'required', 'restart'],
  healthcheck: ['test', 'interval', 'timeout', 'retries', 'start_period', 'disable'],
  ulimit: ['soft', 'hard'],
  logging: ['driver', 'options'],
  network: ['name', 'external', 'driver', 'internal', 'labels'],
  volume: ['name', 'external', 'driver', 'labels'],
} as const satisfies Record<string, readonly string[]>

export type SupportedKeys = typeof supportedKeys
