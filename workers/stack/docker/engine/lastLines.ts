import type Docker from 'dockerode'
import { hasStatus } from './engineFailure'
import { isFrameHead, takeFrames } from './logFrames'

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
  const text = Buffer.isBuffer(answer) ? withoutFrames(answer).toString('utf8') : JSON.stringify(answer)
  return text
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
    .filter((line) => line !== '')
    .slice(-keptLines)
}

/** As {@link lastLines}; a log that cannot be read must not hide why a container failed, and says itself why. */
export async function lastLinesOrReason(docker: Docker, id: string, signal: AbortSignal): Promise<string[]> {
  try {
    return await lastLines(docker, id, signal)
  } catch (thrown) {
    signal.throwIfAborted()
    if (hasStatus(thrown, 404, 409, 500, 501)) return [`no log: ${thrown instanceof Error ? thrown.message : ''}`]
    throw thrown
  }
}

/** The text of a log that was read as a whole; that of a terminal has no frames and stays as it is. */
export function withoutFrames(log: Buffer): Buffer {
  if (!isFrameHead(log)) return log
  const { frames, rest } = takeFrames(log)
  return Buffer.concat([...frames.map(({ payload }) => payload), rest.subarray(8)])
}
