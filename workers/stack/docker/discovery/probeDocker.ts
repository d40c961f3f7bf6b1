import { z } from 'zod'
import { MarsadError, type ErrorDetails, type Failure } from '../../../../contract/errors'
import { withLimit } from '../../../../common/withLimit'
import { connectDocker } from './connectDocker'
import { connectFailure } from './connectFailure'
import { addressText, type DockerAddress } from './dockerAddress'

/** What an engine says of itself. */
export interface EngineFacts {
  readonly version: string
  /** Of its interface, such as 1.41. */
  readonly apiVersion: string
  /** `linux` or `windows`: what its containers are. */
  readonly os: string
  readonly architecture: string
  /** Its own name where it is not Docker's ("Podman Engine"). */
  readonly name: string | null
}

export type Probe =
  { readonly kind: 'answers'; readonly engine: EngineFacts } | { readonly kind: 'refuses'; readonly failure: Failure }

const versionSchema = z.object({
  Version: z.string(),
  ApiVersion: z.string(),
  Os: z.string(),
  Arch: z.string(),
  Components: z.array(z.object({ Name: z.string() })).nullish(),
})

export interface ProbeOptions {
  /** Milliseconds for the whole answer. */
  readonly limitMs: number
  /** For the words of a failure: `from` and `user`. */
  readonly about: ErrorDetails
  /** The ssh client. */
  readonly ssh?: string
}

/**
 * Asks an engine whether it is there and what it is (`/_ping`, `/version`).
 * @throws only when `signal` aborts; every other trouble is `refuses`.
 */
export async function probeDocker(address: DockerAddress, options: ProbeOptions, signal: AbortSignal): Promise<Probe> {
  const late = new AbortController()
  try {
    const engine = await withLimit(signal, options.limitMs, async (limited) => {
      const { docker, close } = await connectDocker(address, options.ssh)
      const giveUp = (): void => {
        late.abort()
        close()
      }
      limited.addEventListener('abort', giveUp, { once: true })
      try {
        limited.throwIfAborted()
        await docker.ping()
        const answer: unknown = await docker.version()
        return versionSchema.parse(answer)
      } finally {
        limited.removeEventListener('abort', giveUp)
        close()
      }
    })
    const name = engine.Components?.[0]?.Name ?? null
    return {
      kind: 'answers',
      engine: {
        version: engine.Version,
        apiVersion: engine.ApiVersion,
        os: engine.Os,
        architecture: engine.Arch,
        name: name === 'Engine' ? null : name,
      },
    }
  } catch (thrown) {
    signal.throwIfAborted()
    if (!late.signal.aborted) return { kind: 'refuses', failure: connectFailure(thrown, address, options.about) }
    const details = { ...options.about, address: addressText(address), seconds: options.limitMs / 1_000 }
    return { kind: 'refuses', failure: new MarsadError('docker_timeout', details, thrown).failure }
  }
}
