/** What is typed into the form of a remote profile, and the profile that it means. */
import { remoteProfileSchema, saslMechanismSchema, type RemoteProfile } from '../../../contract/remote'

export const textFields = [
  'postgres.host',
  'postgres.port',
  'postgres.database',
  'postgres.user',
  'postgres.caFile',
  'debezium.user',
  'debezium.caFile',
  'kafka.brokers',
  'kafka.caFile',
  'kafka.username',
  'connect.url',
  'connect.user',
  'connect.caFile',
  'clickhouse.url',
  'clickhouse.user',
  'clickhouse.cluster',
  'clickhouse.caFile',
  'redis.nodes',
  'redis.username',
  'redis.caFile',
] as const
export type TextField = (typeof textFields)[number]
export const flagFields = ['postgres.tls', 'kafka.tls', 'redis.tls', 'redis.cluster', 'redis.password'] as const
export type FlagField = (typeof flagFields)[number]
export const saslChoices = ['none', ...saslMechanismSchema.options] as const
export type SaslChoice = (typeof saslChoices)[number]

export interface RemoteDraft {
  readonly texts: Readonly<Record<TextField, string>>
  readonly flags: Readonly<Record<FlagField, boolean>>
  readonly sasl: SaslChoice
}

/** The form of a profile; of none, an empty one with the usual ports and names. */
export function draftOf(profile: RemoteProfile | null): RemoteDraft {
  const tlsOf = profile?.postgres.tls ?? null
  return {
    texts: {
      'postgres.host': profile?.postgres.host ?? '',
      'postgres.port': String(profile?.postgres.port ?? 5432),
      'postgres.database': profile?.postgres.database ?? 'appdb',
      'postgres.user': profile?.postgres.user ?? 'app',
      'postgres.caFile': tlsOf?.caFile ?? '',
      'debezium.user': profile?.debezium.user ?? 'dbz',
      'debezium.caFile': profile?.debezium.caFile ?? '',
      'kafka.brokers': profile?.kafka.brokers.join(', ') ?? '',
      'kafka.caFile': profile?.kafka.tls?.caFile ?? '',
      'kafka.username': profile?.kafka.sasl?.username ?? '',
      'connect.url': profile?.connect.url ?? '',
      'connect.user': profile?.connect.user ?? '',
      'connect.caFile': profile?.connect.tls?.caFile ?? '',
      'clickhouse.url': profile?.clickhouse.url ?? '',
      'clickhouse.user': profile?.clickhouse.user ?? 'ch',
      'clickhouse.cluster': profile?.clickhouse.cluster ?? '',
      'clickhouse.caFile': profile?.clickhouse.tls?.caFile ?? '',
      'redis.nodes': profile?.redis.nodes.map(({ host, port }) => `${host}:${port}`).join(', ') ?? '',
      'redis.username': profile?.redis.username ?? '',
      'redis.caFile': profile?.redis.tls?.caFile ?? '',
    },
    flags: {
      'postgres.tls': tlsOf !== null,
      'kafka.tls': (profile?.kafka.tls ?? null) !== null,
      'redis.tls': (profile?.redis.tls ?? null) !== null,
      'redis.cluster': profile?.redis.cluster ?? false,
      'redis.password': profile?.redis.password ?? false,
    },
    sasl: profile?.kafka.sasl?.mechanism ?? 'none',
  }
}

export type DraftVerdict =
  | { readonly kind: 'profile'; readonly profile: RemoteProfile }
  | { readonly kind: 'faults'; readonly fields: ReadonlySet<TextField> }

/**
 * The profile that a form means.
 * @param before what was kept before: the form does not show all of it (names of certificates, addresses inside).
 */
export function profileOf({ texts, flags, sasl }: RemoteDraft, before: RemoteProfile | null): DraftVerdict {
  const text = (field: TextField): string => texts[field].trim()
  const orNull = (field: TextField): string | null => (text(field) === '' ? null : text(field))
  const list = (field: TextField): string[] =>
    text(field)
      .split(/[\s,]+/)
      .filter((entry) => entry !== '')
  const tls = (isOn: boolean, caField: TextField, former: { readonly servername: string | null } | null | undefined) =>
    isOn ? { caFile: orNull(caField), servername: former?.servername ?? null } : null
  const isSecure = (field: TextField): boolean => text(field).startsWith('https:')
  const parsed = remoteProfileSchema.safeParse({
    postgres: {
      host: text('postgres.host'),
      port: Number(text('postgres.port')),
      database: text('postgres.database'),
      user: text('postgres.user'),
      tls: tls(flags['postgres.tls'], 'postgres.caFile', before?.postgres.tls),
    },
    debezium: { user: text('debezium.user'), caFile: orNull('debezium.caFile') },
    kafka: {
      brokers: list('kafka.brokers'),
      tls: tls(flags['kafka.tls'], 'kafka.caFile', before?.kafka.tls),
      sasl: sasl === 'none' ? null : { mechanism: sasl, username: text('kafka.username') },
    },
    connect: {
      url: text('connect.url'),
      user: orNull('connect.user'),
      tls: tls(isSecure('connect.url'), 'connect.caFile', before?.connect.tls),
    },
    clickhouse: {
      url: text('clickhouse.url'),
      user: text('clickhouse.user'),
      cluster: orNull('clickhouse.cluster'),
      tls: tls(isSecure('clickhouse.url'), 'clickhouse.caFile', before?.clickhouse.tls),
    },
    redis: {
      nodes: list('redis.nodes').map(hostAndPort),
      cluster: flags['redis.cluster'],
      username: orNull('redis.username'),
      password: flags['redis.password'],
      tls: tls(flags['redis.tls'], 'redis.caFile', before?.redis.tls),
    },
    inside: before?.inside ?? {},
  })
  if (parsed.success) return { kind: 'profile', profile: parsed.data }
  return { kind: 'faults', fields: new Set(parsed.error.issues.flatMap(({ path }) => fieldAt(path))) }
}

function hostAndPort(entry: string): { host: string; port?: number } {
  const end = entry.lastIndexOf(':')
  return end === -1 ? { host: entry } : { host: entry.slice(0, end), port: Number(entry.slice(end + 1)) }
}

/** The field of the form that a place in the profile comes from. */
function fieldAt(path: readonly PropertyKey[]): TextField[] {
  const [service = '', name = '', inner = ''] = path.map(String)
  const wanted =
    name === 'sasl'
      ? 'kafka.username'
      : name === 'tls'
        ? `${service}.${inner === '' ? 'url' : 'caFile'}`
        : service === 'redis' && name === 'cluster'
          ? 'redis.nodes'
          : `${service}.${name}`
  return textFields.filter((field) => field === wanted)
}
