import type { ContentType, EventType } from '../../contract/pipeline'
import { randomUuid, type Random } from './random'
import { weightedChoice } from './weightedChoice'

/** A content that events can be about. */
export interface Content {
  readonly id: string
  readonly contentType: ContentType | null
  readonly lengthSeconds: number | null
}

/** A row of engagement_events before it has an id. */
export interface NewEvent {
  readonly contentId: string
  readonly userId: string
  readonly eventType: EventType
  /** RFC 3339 instant. */
  readonly eventTs: string
  readonly durationMs: number | null
  readonly device: string
  readonly rawPayload: string
}

const kinds = ['play', 'pause', 'finish', 'click'] as const
/** People mostly click in newsletters, and mostly play the rest. */
const kindWeights: Readonly<Record<ContentType, readonly number[]>> = {
  podcast: [52, 24, 14, 10],
  video: [55, 20, 13, 12],
  newsletter: [18, 4, 8, 70],
}
const devices = ['ios', 'android', 'web', 'tv', 'speaker'] as const
const deviceWeights: Readonly<Record<ContentType, readonly number[]>> = {
  podcast: [40, 36, 10, 2, 12],
  video: [27, 29, 21, 22, 1],
  newsletter: [30, 27, 42, 1, 0],
}
const appVersions = ['5.1.0', '5.1.2', '5.2.0', '6.0.0-beta.3'] as const
/** Where a length is not known, a sitting is taken to last at most this long, in seconds. */
const unknownLengthSeconds = 420
/** Clicks that measured no time at all. */
const clicksWithoutDuration = 0.75

const chooseKind = {
  podcast: weightedChoice(kindWeights.podcast),
  video: weightedChoice(kindWeights.video),
  newsletter: weightedChoice(kindWeights.newsletter),
}
const chooseDevice = {
  podcast: weightedChoice(deviceWeights.podcast),
  video: weightedChoice(deviceWeights.video),
  newsletter: weightedChoice(deviceWeights.newsletter),
}
const chooseVersion = weightedChoice([8, 21, 64, 7])

/** Milliseconds that an event of this kind lasted, or null where nothing was measured. */
function durationOf(kind: EventType, lengthSeconds: number, random: Random): number | null {
  switch (kind) {
    case 'play':
      // Most sittings are short, a few go on: the square of a uniform number.
      return Math.round(1_000 + random() ** 2 * lengthSeconds * 900)
    case 'pause':
      return Math.round(500 + random() * Math.min(lengthSeconds, 600) * 500)
    case 'finish':
      return Math.round(lengthSeconds * (940 + random() * 60))
    case 'click':
      return random() < clicksWithoutDuration ? null : Math.round(200 + random() * 4_000)
  }
}

/** People who come back: a pool of ids, so that one user has several events. */
export function createUsers(count: number, random: Random): readonly string[] {
  return Array.from({ length: count }, () => randomUuid(random))
}

/** One believable event about `content` that happened at `nowMs`. */
export function makeEvent(content: Content, users: readonly string[], nowMs: number, random: Random): NewEvent {
  const contentType = content.contentType ?? 'video'
  const eventType = kinds[chooseKind[contentType](random)] ?? 'play'
  return {
    contentId: content.id,
    userId: users[Math.floor(random() * users.length)] ?? randomUuid(random),
    eventType,
    eventTs: new Date(nowMs).toISOString(),
    durationMs: durationOf(eventType, content.lengthSeconds ?? unknownLengthSeconds, random),
    device: devices[chooseDevice[contentType](random)] ?? 'web',
    rawPayload: JSON.stringify({ app_version: appVersions[chooseVersion(random)] ?? appVersions[0] }),
  }
}
