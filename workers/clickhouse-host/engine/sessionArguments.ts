import { join } from 'node:path'
import { writeFileSync } from 'node:fs'
import type { EngineTask } from './messages'
import { element, usersFile } from './usersFile'

/**
 * Server configuration of the engine: small pools, because one pipeline and a few readers are all it serves.
 * The engine would otherwise allow itself nine tenths of the machine's memory.
 */
const configuration = `<clickhouse>
  <timezone>UTC</timezone>
  <kafka>
    <group_instance_id>marsad-clickhouse</group_instance_id>
    <session_timeout_ms>6000</session_timeout_ms>
    <heartbeat_interval_ms>1000</heartbeat_interval_ms>
    <statistics_interval_ms>0</statistics_interval_ms>
  </kafka>
  <max_server_memory_usage>1073741824</max_server_memory_usage>
  <mark_cache_size>33554432</mark_cache_size>
  <index_mark_cache_size>8388608</index_mark_cache_size>
  <index_uncompressed_cache_size>0</index_uncompressed_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
  <mmap_cache_size>16</mmap_cache_size>
  <compiled_expression_cache_size>8388608</compiled_expression_cache_size>
  <background_pool_size>2</background_pool_size>
  <background_common_pool_size>2</background_common_pool_size>
  <background_fetches_pool_size>1</background_fetches_pool_size>
  <background_move_pool_size>1</background_move_pool_size>
  <background_schedule_pool_size>4</background_schedule_pool_size>
  <background_message_broker_schedule_pool_size>2</background_message_broker_schedule_pool_size>
</clickhouse>
`

/** Writes the configuration and the users beside the data and returns the path of the first. */
export function writeConfiguration(directory: string): string {
  const path = join(directory, 'marsad-engine.xml')
  const users = join(directory, 'marsad-users.xml')
  // Programs for `executable` would be in this folder, which nobody makes.
  const places = { users_config: users, user_scripts_path: join(directory, 'marsad-no-scripts', '/') }
  const more = Object.entries(places).map(([name, value]) => element(name, escaped(value)))
  writeFileSync(users, usersFile(), { mode: 0o600 })
  writeFileSync(path, configuration.replace('</clickhouse>', `${more.join('')}</clickhouse>`), { mode: 0o600 })
  return path
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

/** Arguments of the session that is opened first and stays open: they configure the engine itself. */
export function engineArguments(configurationPath: string): string[] {
  return [`--config-file=${configurationPath}`, ...defaultSettings]
}

/**
 * Settings that every query starts from; a client may set others for its own query.
 * `final`: counts are of distinct live events without anybody asking (docs/pipeline.md).
 * `implicit_select`: off, as on a server; the embedded engine would take `1+1` for a query.
 */
const defaultSettings = [
  '--final=1',
  '--do_not_merge_across_partitions_select_final=1',
  '--session_timezone=UTC',
  '--implicit_select=0',
  '--max_threads=2',
  '--max_memory_usage=805306368',
]

/** The largest result that is put together in memory; a streamed one has no bound. */
const largestWholeBytes = 268_435_456

/** Arguments of a session for one query. */
export function querySessionArguments(task: EngineTask): string[] {
  const bound =
    task.delivery === 'whole' ? [`--max_result_bytes=${largestWholeBytes}`, '--result_overflow_mode=throw'] : []
  // Arguments of a session are not bound by the profile's constraints, statements are.
  const expressions = task.expressions ? ['--input_format_values_interpret_expressions=1'] : []
  return [...defaultSettings, ...bound, ...expressions, `--log_comment=${task.tag}`]
}
