/** docker-compose.yml of this project, with images and names of the tests' own. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { projectFolder } from '../../../runtime/setup/paths.mjs'
import { freePorts } from '../../support/freePorts'
import type { ServiceImages } from '../images/recipes'

export const composeFile = join(projectFolder, 'docker-compose.yml')

export interface ComposeRun {
  /** The project's name; names of containers begin with it. */
  readonly name: string
  /** All variables of docker-compose.yml that keep runs apart, and COMPOSE_PROJECT_NAME. */
  readonly variables: Readonly<Record<string, string>>
  /** On the loopback of the engine's machine. */
  readonly ports: Readonly<
    Record<'postgres' | 'kafka' | 'connect' | 'clickhouse' | 'clickhouseNative' | 'redis' | 'kafkaUi', number>
  >
  readonly containers: { readonly postgres: string; readonly redis: string }
}

/** What one run needs so that it meets no other: images by {@link ensureImages}, ports that were free a moment ago. */
export async function newComposeRun(images: ServiceImages): Promise<ComposeRun> {
  const [postgres = 0, kafka = 0, connect = 0, clickhouse = 0, clickhouseNative = 0, redis = 0, kafkaUi = 0] =
    await freePorts(7)
  const name = `marsadtest${randomBytes(4).toString('hex')}`
  const containers = { postgres: `${name}-pg`, redis: `${name}-redis` }
  return {
    name,
    ports: { postgres, kafka, connect, clickhouse, clickhouseNative, redis, kafkaUi },
    containers,
    variables: {
      COMPOSE_PROJECT_NAME: name,
      MARSAD_POSTGRES_IMAGE: images.postgres,
      MARSAD_KAFKA_IMAGE: images.kafka,
      MARSAD_CONNECT_IMAGE: images.connect,
      MARSAD_CLICKHOUSE_IMAGE: images.clickhouse,
      MARSAD_REDIS_IMAGE: images.redis,
      MARSAD_KAFKA_UI_IMAGE: images['kafka-ui'],
      MARSAD_POSTGRES_CONTAINER: containers.postgres,
      MARSAD_REDIS_CONTAINER: containers.redis,
      MARSAD_POSTGRES_PORT: String(postgres),
      MARSAD_KAFKA_PORT: String(kafka),
      MARSAD_CONNECT_PORT: String(connect),
      MARSAD_CLICKHOUSE_PORT: String(clickhouse),
      MARSAD_CLICKHOUSE_NATIVE_PORT: String(clickhouseNative),
      MARSAD_REDIS_PORT: String(redis),
      MARSAD_KAFKA_UI_PORT: String(kafkaUi),
      MARSAD_HEALTH_INTERVAL: '1s',
    },
  }
}
