/** What a person can set. Stored as settings.json in the data folder. */
import { z } from 'zod'
import { remoteProfileSchema } from './remote'

const port = z.int().min(1024).max(65535)

/** Preferred ports; a taken one is replaced by a free one at start. Defaults: the source document. */
export const portsSchema = z.object({
  postgres: port.default(5432),
  kafka: port.default(9092),
  connect: port.default(8083),
  clickhouse: port.default(8123),
  redis: port.default(6379),
})
export type Ports = z.infer<typeof portsSchema>

export const languageSchema = z.enum(['system', 'ar', 'en'])
export type Language = z.infer<typeof languageSchema>
export const themeSchema = z.enum(['system', 'dark', 'light'])
export type Theme = z.infer<typeof themeSchema>
/** Digits of numbers shown to people: as the language has it, 0-9, or ٠-٩. */
export const digitsSchema = z.enum(['auto', 'latn', 'arab'])
export type Digits = z.infer<typeof digitsSchema>

/**
 * Who runs the services: this console itself (`embedded`), a Docker engine from docker-compose.yml (`docker`), or somebody else
 * (`remote`: they are used where they are, and never changed unasked).
 */
export const stackKindSchema = z.enum(['embedded', 'docker', 'remote'])
export type StackKind = z.infer<typeof stackKindSchema>

const stackChoice = z.object({
  kind: stackKindSchema.default('embedded'),
  docker: z
    .object({
      /** Absolute path of another Compose file with the same five services; null: the one that comes with Marsad. */
      composeFile: z.string().min(1).nullable().default(null),
      /** Starts the services of the profile `tools` (Kafka UI) as well. */
      tools: z.boolean().default(false),
      /** Leaves the containers running when the console closes. */
      keepRunning: z.boolean().default(false),
    })
    .prefault({}),
  remote: z
    .object({
      /** Null until a person has said where the services are. */
      profile: remoteProfileSchema.nullable().default(null),
      /** Sample traffic, which is written to these services. */
      traffic: z.boolean().default(false),
      /** Prove each start with a test event, which is written to and removed from the services. */
      prove: z.boolean().default(false),
    })
    .prefault({}),
})

/** A consumer group's name. */
const group = z.string().min(1).max(200)

export const settingsSchema = z.object({
  stack: stackChoice.prefault({}),
  language: languageSchema.default('system'),
  theme: themeSchema.default('system'),
  digits: digitsSchema.default('auto'),
  /** Start the stack as soon as the app opens. */
  startWithApp: z.boolean().default(false),
  ports: portsSchema.prefault({}),
  /** Sample traffic of the embedded stack, so that a first start has something to show. */
  traffic: z
    .object({
      enabled: z.boolean().default(true),
      eventsPerSecond: z.int().min(1).max(20000).default(20),
    })
    .prefault({}),
  /** ClickHouse's consumer group; changing it is one of the known repairs. */
  clickhouseGroup: group.default('ch-sink-v6'),
  enricherGroup: group.default('marsad-enricher'),
  leaderboardGroup: group.default('marsad-leaderboard'),
  redisKeyPrefix: z.string().max(100).default(''),
  /** Where the workers show their metrics, on the loopback address; a taken port is replaced by a free one. */
  metricsPorts: z.object({ enricher: port.default(8000), leaderboard: port.default(8001) }).prefault({}),
})
export type Settings = z.infer<typeof settingsSchema>

/** Sample traffic as it counts: what is not ours is written to only where that was asked for by itself. */
export const trafficOf = ({ stack, traffic }: Settings): Settings['traffic'] =>
  stack.kind === 'remote' ? { ...traffic, enabled: stack.remote.traffic } : traffic

/** The change that turns it on or off. */
export const trafficSwitch = (
  { stack, traffic }: Settings,
  enabled: boolean,
): Pick<Settings, 'stack'> | Pick<Settings, 'traffic'> =>
  stack.kind === 'remote'
    ? { stack: { ...stack, remote: { ...stack.remote, traffic: enabled } } }
    : { traffic: { ...traffic, enabled } }

export const defaultSettings: Settings = settingsSchema.parse({})

/** A change of settings: only the named fields. */
export const settingsPatchSchema = z
  .object({
    stack: stackChoice,
    language: languageSchema,
    theme: themeSchema,
    digits: digitsSchema,
    startWithApp: z.boolean(),
    ports: portsSchema,
    traffic: z.object({ enabled: z.boolean(), eventsPerSecond: z.int().min(1).max(20000) }),
    clickhouseGroup: group,
  })
  .partial()
export type SettingsPatch = z.infer<typeof settingsPatchSchema>
