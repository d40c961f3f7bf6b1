import { hostname, release } from 'node:os'
import type Docker from 'dockerode'
import { z } from 'zod'
import type { DockerAddress } from '../discovery/dockerAddress'
import { askEngine } from '../live/askEngine'

/** What an engine says of the machine that it runs on. Source: Docker Engine API, "Get system information". */
const infoSchema = z.object({
  /** Bytes; 0 where it is not told. */
  MemTotal: z.number().default(0),
  DockerRootDir: z.string().default(''),
  Name: z.string().default(''),
  KernelVersion: z.string().default(''),
})
export type EngineInfo = z.infer<typeof infoSchema>

const answerLimitMs = 10_000

/** @throws when the engine does not answer; the signal's reason. */
export async function readEngineInfo(docker: Docker, signal: AbortSignal): Promise<EngineInfo> {
  const answer: unknown = await askEngine(signal, answerLimitMs, () => docker.info())
  return infoSchema.parse(answer)
}

/**
 * Whether an engine runs on this very machine, so that its folders are ours to look at. A socket alone does not say so: Docker
 * Desktop, Colima and their like run theirs in a virtual machine, which has another name or another kernel.
 */
export const isThisMachine = (info: Pick<EngineInfo, 'Name' | 'KernelVersion'>, address: DockerAddress): boolean =>
  address.kind === 'socket' && info.Name === hostname() && info.KernelVersion === release()
