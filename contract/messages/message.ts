/** The words for a failure, in the reader's language; the window and the CLI use the same ones. */
import type { ErrorDetails, Failure } from '../errors'
import type { ProofReason } from '../proof'
import type { PreflightCheck } from '../snapshot'
import type { UnreadReason } from '../unread'
import ar from './ar.json'
import en from './en.json'

export type MessageLanguage = 'ar' | 'en'
export const messageCatalogues = { ar, en } as const satisfies Record<MessageLanguage, unknown>

const leftToRightIsolate = '\u2066'
const popIsolate = '\u2069'
const arabicLetter = /\p{Script=Arabic}/u

/**
 * What happened and where, as one sentence.
 *
 * Placeholders are the names of `failure.details`:
 *
 * | code                  | details                          |
 * |-----------------------|----------------------------------|
 * | port_taken            | service, port, owner, used       |
 * | disk_full             | path, service                    |
 * | no_permission         | path                             |
 * | redis_old             | version, needed, path            |
 * | file_kind             | path, kind                       |
 * | file_large            | path, limit                      |
 * | file_damaged          | path                             |
 * | runtime_missing       | path                             |
 * | download_failed       | what                             |
 * | data_newer            | found, supported                 |
 * | data_in_use           | pid, dataDir                     |
 * | data_unreachable      | path, user                       |
 * | data_foreign          | path, uid                        |
 * | data_shared           | path                             |
 * | data_link             | path                             |
 * | account_missing       | user                             |
 * | program_unreachable   | path, barrier, user              |
 * | data_format           | path, kind, supported            |
 * | settings_invalid      | path, kept                       |
 * | settings_partly       | names, path, kept                |
 * | service_exited        | service, code, signal            |
 * | service_crash_loop    | service, restarts                |
 * | service_timeout       | service, seconds                 |
 * | service_unreachable   | service, seconds                 |
 * | worker_exited         | worker, code                     |
 * | worker_crash_loop     | worker, restarts                 |
 * | prepare_failed        | step                             |
 * | canary_lost           | hop                              |
 * | connector_failed      | reason                           |
 * | compose_missing       | path                             |
 * | compose_syntax        | file, line                       |
 * | compose_size          | file, line, limit, size          |
 * | compose_schema        | file, line, key                  |
 * | compose_unsupported   | file, line, key                  |
 * | compose_value         | file, line, key, value           |
 * | compose_variable      | file, line, variable, message    |
 * | compose_reference     | file, line, key, name            |
 * | compose_circle        | file, line, services             |
 * | compose_alias         | file, line                       |
 * | docker_address        | value, from                      |
 * | docker_context        | context, from                    |
 * | docker_socket_missing | address, from                    |
 * | docker_permission     | address, user                    |
 * | docker_not_running    | address                          |
 * | docker_unreachable    | address                          |
 * | docker_tls            | address                          |
 * | docker_timeout        | address, seconds                 |
 * | docker_ssh            | address                          |
 * | docker_refused        | address, status                  |
 * | docker_old            | version, api, needed             |
 * | docker_windows        | os                               |
 * | not_running           | service                          |
 * | volumes_differ        | names                            |
 * | docker_ports          | service, address                 |
 * | compose_services      | path, names                      |
 * | prepare_needed        | changes                          |
 * | secret_missing        | secret, variable                 |
 * | keychain_unavailable  | variable                         |
 * | authority_unreadable  | path                             |
 * | postgres_accounts     | path                             |
 * | transactions_open     | seconds                          |
 * | job_running           | job                              |
 * | job_cancelled         |                                  |
 * | remote_refused        | service, address                 |
 * | remote_unreachable    | service, address                 |
 * | remote_timeout        | service, address, seconds        |
 * | remote_tls            | service, address                 |
 * | remote_sign_in        | service, address, user           |
 * | remote_database       | service, address, database       |
 * | remote_cluster        | address, cluster, known          |
 * | remote_redis_cluster  | address                          |
 * | remote_redis_single   | address                          |
 * | remote_failed         | service, address                 |
 * | remote_no_debezium    | address                          |
 * | file_exists           | path                             |
 * | folder_missing        | path                             |
 * | bad_request           | name                             |
 *
 * The others (java_missing, redis_missing, docker_absent, stack_running, not_docker, remote_missing, remote_service, internal) have none. A detail may be missing or empty: a
 * group `[[…]]` around it is then left out, or replaced by its `|alternative`; outside a group a dash stands for it.
 * `service`, `worker`, `step`, `hop` and `kind` are read as their names (`names.*`). In Arabic, values that are not Arabic
 * names (paths, ports, signals) are wrapped in U+2066…U+2069, so that they keep their left-to-right order.
 */
export function sentenceOf(failure: Failure, language: MessageLanguage): string {
  return fill(messageCatalogues[language].errors[failure.code].sentence, failure.details, language)
}

/** What a person can do about it; placeholders as in {@link sentenceOf}. */
export function remedyOf(failure: Failure, language: MessageLanguage): string {
  return fill(messageCatalogues[language].errors[failure.code].remedy, failure.details, language)
}

/** What happened, where, and what to do, in one text. */
export const failureInWords = (failure: Failure, language: MessageLanguage): string =>
  `${sentenceOf(failure, language)} ${remedyOf(failure, language)}`

/**
 * What a look before a start has found, as one sentence; what is wrong is told by its failures. Placeholders: `name`, `api` and
 * `needed` (engine); `needed` and `total` in MiB (memory); `free` in MiB and `path` (disk); `count` and `ports` (ports); `count`
 * (names); `count`, `missing` and `names` (images).
 */
export function preflightSentence(
  check: Pick<PreflightCheck, 'id' | 'state' | 'details'>,
  language: MessageLanguage,
): string {
  return fill(messageCatalogues[language].preflight[check.id][check.state], check.details, language)
}

/**
 * What a comparison says of one event or hop, its reasons one after the other. Placeholders: `times`; `stores`; `field`, `found` and
 * `wanted`; `reason`; `hop` with `records` or `bytes`.
 */
export function reasonsText(reasons: readonly ProofReason[], language: MessageLanguage): string {
  return reasons
    .map(({ code, details }) => fill(messageCatalogues[language].reasons[code], details, language))
    .join(language === 'ar' ? '؛ ' : '; ')
}

/** Why something could not be read, as a part of a sentence. What a program said keeps its left-to-right order in Arabic. */
export function unreadText(reason: UnreadReason, language: MessageLanguage): string {
  if (typeof reason === 'string') return fill('{{reason}}', { reason }, language)
  return fill(
    messageCatalogues[language].unread[reason.word],
    'ms' in reason ? { seconds: reason.ms / 1_000 } : {},
    language,
  )
}

/** The name people read for a service, a worker or a step; what has no name keeps its own. */
export function nameOf(id: string, language: MessageLanguage): string {
  const names: Record<string, string> = messageCatalogues[language].names
  return Object.hasOwn(names, id) ? (names[id] ?? id) : id
}

function fill(template: string, details: ErrorDetails, language: MessageLanguage): string {
  const withGroups = template.replace(/\[\[(.*?)\]\]/g, (_group, body: string) => {
    const [wanted = '', alternative = ''] = body.split('|')
    const complete = placeholdersOf(wanted).every((name) => valueOf(name, details, language) !== null)
    return complete ? wanted : alternative
  })
  return withGroups.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => valueOf(name, details, language) ?? '—')
}

/** The placeholder names in a template, in their order. */
export function placeholdersOf(template: string): string[] {
  return [...template.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '')
}

const namedDetails = new Set(['service', 'worker', 'step', 'hop', 'kind'])

function valueOf(name: string, details: ErrorDetails, language: MessageLanguage): string | null {
  if (!Object.hasOwn(details, name)) return null
  const raw = details[name]
  if (raw === undefined || raw === '') return null
  const text = namedDetails.has(name) ? nameOf(String(raw), language) : String(raw)
  if (language === 'en' || (namedDetails.has(name) && arabicLetter.test(text))) return text
  return `${leftToRightIsolate}${text}${popIsolate}`
}
