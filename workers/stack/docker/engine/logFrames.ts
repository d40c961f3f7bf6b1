/**
 * The frames in which an engine sends the output of a container without a terminal: 8 bytes before each piece, the stream's
 * number and three zeros, then its length. Source: Docker Engine API, "Attach to a container".
 */

export interface LogFrame {
  readonly stream: 'stdout' | 'stderr'
  readonly payload: Buffer
}

const headBytes = 8
/** Engines send pieces of 16 KiB, and some log drivers whole lines; what is longer is no frame's head. */
const longestFrame = 16 * 1024 * 1024

/** Whether bytes may begin a frame. */
export const isFrameHead = (bytes: Buffer): boolean =>
  bytes.length >= headBytes && (bytes[0] ?? 255) <= 2 && bytes.readUIntBE(1, 3) === 0

/**
 * The whole frames at the beginning of what has been received, and what is left for the next time.
 * @throws when it is no frame that begins there.
 */
export function takeFrames(received: Buffer): { readonly frames: LogFrame[]; readonly rest: Buffer } {
  const frames: LogFrame[] = []
  let offset = 0
  while (offset + headBytes <= received.length) {
    if (!isFrameHead(received.subarray(offset))) throw new Error('a container’s log came without its frames')
    const length = received.readUInt32BE(offset + 4)
    if (length > longestFrame) throw new Error(`a frame of a container’s log has ${length} bytes`)
    const end = offset + headBytes + length
    if (end > received.length) break
    // 0 and 1 are both its output.
    const stream = received[offset] === 2 ? 'stderr' : 'stdout'
    frames.push({ stream, payload: received.subarray(offset + headBytes, end) })
    offset = end
  }
  return { frames, rest: received.subarray(offset) }
}
