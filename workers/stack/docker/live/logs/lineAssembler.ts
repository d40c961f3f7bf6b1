/** Puts lines together from the messages in which an engine sends a container's output. */
import { longestStamp, readStamp } from '../../engine/logStamp'
import { takeFrames } from '../../engine/logFrames'

export interface ContainerLine {
  /** When the engine took it in, in nanoseconds since the epoch. */
  readonly at: bigint
  readonly stream: 'stdout' | 'stderr'
  readonly text: string
}

export interface LineAssembler {
  /** The lines that are complete with this piece; pieces may be cut anywhere. @throws when a log without a terminal has no frames. */
  take(piece: Buffer): ContainerLine[]
  /** When the oldest line began of those that are not complete; null when there is none. */
  oldestPending(): bigint | null
  /** The lines that never came to their end, for a log that has. */
  flush(): ContainerLine[]
}

/** A longer line is cut here, as in logs/logTail.ts. */
const longestLine = 8_192
/** What of an unfinished line is held; every letter has at most 4 bytes. */
const heldBytes = longestLine * 4
/** Engines cut a longer line into messages of this size, each with a time before it. Source: moby, daemon/logger/copier.go. */
const messageBytes = 16 * 1024
/** A terminal's line that is longer is given up where it is. */
const longestRawLine = 1024 * 1024
const newline = 0x0a

interface Pending {
  readonly at: bigint
  readonly parts: Buffer[]
  held: number
}

/** @param hasTerminal whether its container has one: then the log has no frames, and one stream. */
export function createLineAssembler(hasTerminal: boolean): LineAssembler {
  return hasTerminal ? assembleTerminal() : assembleFrames()
}

function assembleFrames(): LineAssembler {
  let received: Buffer = Buffer.alloc(0)
  const pending = new Map<ContainerLine['stream'], Pending>()
  let lastAt = 0n

  const takeMessage = (stream: ContainerLine['stream'], payload: Buffer, lines: ContainerLine[]): void => {
    // One message a frame is usual; each further one in it has a time of its own as well.
    for (const { bytes, isWhole } of cutLines(payload)) {
      const stamped = readStamp(bytes.toString('latin1', 0, longestStamp))
      const text = stamped === null ? bytes : bytes.subarray(stamped.length)
      const line = pending.get(stream) ?? { at: stamped?.at ?? lastAt, parts: [], held: 0 }
      lastAt = stamped?.at ?? lastAt
      hold(line, text)
      if (isWhole) {
        pending.delete(stream)
        lines.push(lineOf(line, stream))
      } else pending.set(stream, line)
    }
  }

  return {
    take(piece) {
      const { frames, rest } = takeFrames(received.length === 0 ? piece : Buffer.concat([received, piece]))
      received = rest
      const lines: ContainerLine[] = []
      for (const { stream, payload } of frames) takeMessage(stream, payload, lines)
      return lines
    },
    oldestPending: () => [...pending.values()].reduce<bigint | null>((low, { at }) => earlier(low, at), null),
    flush() {
      const lines = [...pending].map(([stream, line]) => lineOf(line, stream))
      pending.clear()
      return lines
    },
  }
}

function assembleTerminal(): LineAssembler {
  let received: Buffer = Buffer.alloc(0)
  let lastAt = 0n

  const whole = (bytes: Buffer): ContainerLine => {
    const line: Pending = { at: readStamp(bytes.toString('latin1', 0, longestStamp))?.at ?? lastAt, parts: [], held: 0 }
    lastAt = line.at
    // A line that the engine cut has a time before each part.
    for (let rest = bytes; rest.length > 0;) {
      const text = rest.subarray(readStamp(rest.toString('latin1', 0, longestStamp))?.length ?? 0)
      const isCut =
        text.length > messageBytes && readStamp(text.toString('latin1', messageBytes, messageBytes + longestStamp))
      const end = isCut ? messageBytes : text.length
      hold(line, text.subarray(0, end))
      rest = text.subarray(end)
    }
    return lineOf(line, 'stdout')
  }

  return {
    take(piece) {
      const pieces = cutLines(received.length === 0 ? piece : Buffer.concat([received, piece]))
      received = Buffer.alloc(0)
      const lines: ContainerLine[] = []
      for (const { bytes, isWhole } of pieces) {
        if (isWhole || bytes.length > longestRawLine) lines.push(whole(bytes))
        else received = bytes
      }
      return lines
    },
    oldestPending: () =>
      received.length === 0 ? null : (readStamp(received.toString('latin1', 0, longestStamp))?.at ?? lastAt),
    flush() {
      const lines = received.length === 0 ? [] : [whole(received)]
      received = Buffer.alloc(0)
      return lines
    },
  }
}

/** Cut after each line break, which is left out. */
function cutLines(bytes: Buffer): { readonly bytes: Buffer; readonly isWhole: boolean }[] {
  const pieces: { readonly bytes: Buffer; readonly isWhole: boolean }[] = []
  let start = 0
  while (start < bytes.length) {
    const end = bytes.indexOf(newline, start)
    if (end === -1) break
    pieces.push({ bytes: bytes.subarray(start, end), isWhole: true })
    start = end + 1
  }
  if (start < bytes.length) pieces.push({ bytes: bytes.subarray(start), isWhole: false })
  return pieces
}

function hold(line: Pending, text: Buffer): void {
  const kept = text.subarray(0, Math.max(0, heldBytes - line.held))
  // A copy: else a line would hold the whole piece that it came in.
  if (kept.length > 0) line.parts.push(Buffer.from(kept))
  line.held += kept.length
}

function lineOf({ at, parts }: Pending, stream: ContainerLine['stream']): ContainerLine {
  const text = Buffer.concat(parts).toString('utf8').replace(/\r$/, '').slice(0, longestLine)
  return { at, stream, text }
}

const earlier = (one: bigint | null, other: bigint): bigint => (one === null || other < one ? other : one)
