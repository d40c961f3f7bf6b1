/** The one error type that crosses borders. What a person reads is looked up by `code` in messages/. */
import { z } from 'zod'

/**
 * Every kind of failure a person can meet. Each has a sentence and a remedy in contract/messages/en.json and ar.json
 * (keys `errors.<code>.sentence` and `errors.<code>.remedy`); a unit test checks that none is missing.
 */
export const errorCodes = [
  'port_taken',
  'disk_full',
  'no_permission',
  'file_kind',
  'file_large',
  'file_damaged',
  'java_missing',
  'redis_missing',
  'redis_old',
  'runtime_missing',
  'download_failed',
  'data_newer',
  'data_in_use',
  'not_data_folder',
  'store_held',
  'data_unreachable',
  'data_foreign',
  'data_shared',
  'data_link',
  'account_missing',
  'program_unreachable',
  'root_refused',
  'data_format',
  'settings_invalid',
  'settings_partly',
  'service_exited',
  'service_crash_loop',
  'service_timeout',
  'service_unreachable',
  'worker_exited',
  'worker_crash_loop',
  'prepare_failed',
  'canary_lost',
  'connector_failed',
  'compose_missing',
  'compose_syntax',
  'compose_size',
  'compose_schema',
  'compose_unsupported',
  'compose_value',
  'compose_variable',
  'compose_reference',
  'compose_circle',
  'compose_alias',
  'docker_absent',
  'docker_address',
  'docker_context',
  'docker_socket_missing',
  'docker_permission',
  'docker_not_running',
  'docker_unreachable',
  'docker_tls',
  'docker_timeout',
  'docker_ssh',
  'docker_refused',
  'docker_failed',
  'docker_old',
  'docker_windows',
  'image_missing',
  'container_name_taken',
  'network_name_taken',
  'volume_name_taken',
  'network_missing',
  'volume_missing',
  'network_differs',
  'container_no_health',
  'container_exited',
  'container_unhealthy',
  'container_paused',
  'container_gone',
  'not_running',
  'console_silent',
  'stack_running',
  'not_docker',
  'volumes_differ',
  'docker_ports',
  'compose_services',
  'remote_missing',
  'remote_service',
  'prepare_needed',
  'secret_missing',
  'secret_in_clear',
  'keychain_unavailable',
  'authority_unreadable',
  'remote_refused',
  'remote_unreachable',
  'remote_timeout',
  'remote_tls',
  'remote_sign_in',
  'remote_database',
  'remote_cluster',
  'remote_redis_cluster',
  'remote_redis_single',
  'remote_failed',
  'remote_no_debezium',
  'postgres_accounts',
  'transactions_open',
  'job_running',
  'job_cancelled',
  'nothing_to_resume',
  'nothing_to_repair',
  'agreement_needed',
  'dead_letter_gone',
  'still_invalid',
  'file_exists',
  'path_not_chosen',
  'folder_missing',
  'lab_remote',
  'fault_unknown',
  'fault_unavailable',
  'fault_stands',
  'fault_absent',
  'bad_request',
  'window_part_failed',
  'internal',
] as const
export const errorCodeSchema = z.enum(errorCodes)
export type ErrorCode = z.infer<typeof errorCodeSchema>

/** Values put into the sentence, by name: service, port, path… Never a secret. */
export const errorDetailsSchema = z.record(z.string(), z.union([z.string(), z.number()]))
export type ErrorDetails = z.infer<typeof errorDetailsSchema>

/** A failure as it travels between processes. `cause` is for logs and the folded details, never the headline. */
export const failureSchema = z.object({
  code: errorCodeSchema,
  details: errorDetailsSchema,
  cause: z.string().nullable(),
})
export type Failure = z.infer<typeof failureSchema>

/** A failure as it is thrown inside a process. */
export class MarsadError extends Error {
  readonly failure: Failure

  constructor(code: ErrorCode, details: ErrorDetails = {}, cause?: unknown) {
    super(`${code} ${JSON.stringify(details)}`, cause === undefined ? undefined : { cause })
    this.name = 'MarsadError'
    this.failure = { code, details, cause: cause === undefined ? null : describeCause(cause) }
  }
}

/** A failure that came as a value, as it is thrown on. */
export const errorOf = ({ code, details, cause }: Failure): MarsadError =>
  new MarsadError(code, details, cause ?? undefined)

/** Any thrown value as a {@link Failure}; what is not a MarsadError becomes `internal` with its cause kept. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof MarsadError) return thrown.failure
  return { code: 'internal', details: {}, cause: describeCause(thrown) }
}

/** A thrown value and the chain of its causes, as text for a log. */
export function describeCause(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  const own = thrown.stack ?? `${thrown.name}: ${thrown.message}`
  return thrown.cause === undefined ? own : `${own}\ncaused by: ${describeCause(thrown.cause)}`
}
