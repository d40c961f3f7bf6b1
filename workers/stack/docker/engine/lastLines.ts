import type Docker from 'dockerode'

/** What is kept of a container that failed. */
export const keptLines = 50

/** The last lines that a container wrote, of both its streams in the order of time. Empty when its log driver keeps none. */
export async function lastLines(docker: Docker, id: string, signal: AbortSignal | null): Promise<string[]> {
  const answer: unknown = await docker.getContainer(id).logs({
    stdout: true,
    stderr: true,
    tail: keptLines,
    follow: false,
    ...(signal === null ? {} : { abortSignal: signal }),
  })
  // docker-modem hands on a log that happens to be JSON (a terminal's) as the value that it stands for.
  const text = Buffer.isBuffer(answer) ? splitFrames(answer).toString('utf8') : JSON.stringify(answer)
  return text
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
    .filter((line) => line !== '')
    .slice(-keptLines)
}

/**
 * Takes the frames off a log of a container without a terminal: 8 bytes before each piece, the stream's number and three
 * zeros, then its length. Source: Docker Engine API, "Attach to a container". A log with a terminal has none.
 */
export function splitFrames(log: Buffer): Buffer {
  const pieces: Buffer[] = []
  let offset = 0
  while (offset + 8 <= log.length) {
    const isFrame = (log[offset] ?? 255) <= 2 && log.readUIntBE(offset + 1, 3) === 0
    if (!isFrame) return log
    const end = offset + 8 + log.readUInt32BE(offset + 4)
    pieces.push(log.subarray(offset + 8, end))
    offset = end
  }
  return Buffer.concat(pieces)
}
