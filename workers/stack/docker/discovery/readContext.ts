/** Docker's contexts, as its command line stores them. Source: Docker's manual, "Docker contexts"; docker/cli, context store. */
import { createHash } from 'node:crypto'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readTextFile } from '../../../../files/readTextFile'
import { hasCode } from '../../../../common/hasCode'
import type { Tls } from './dockerAddress'

const configSchema = z.object({ currentContext: z.string().optional() })
const metaSchema = z.object({
  Name: z.string(),
  Endpoints: z.object({
    docker: z.object({ Host: z.string().optional(), SkipTLSVerify: z.boolean().optional() }).optional(),
  }),
})

export interface ContextEndpoint {
  readonly host: string
  readonly tls: Tls | null
}

/** The context that `docker context use` chose; null for none. @throws when the file is there and cannot be understood. */
export function readCurrentContext(configFolder: string): string | null {
  const text = readTextFile(join(configFolder, 'config.json'), 'follow')
  if (text === null) return null
  const { currentContext } = configSchema.parse(JSON.parse(text))
  return currentContext === undefined || currentContext === '' ? null : currentContext
}

/**
 * Where a context's engine is; null when there is no such context or it names no Docker engine.
 * Each context lies in folders named by the SHA-256 of its name.
 * @throws when its file is there and cannot be understood.
 */
export async function readContext(configFolder: string, name: string): Promise<ContextEndpoint | null> {
  const id = createHash('sha256').update(name).digest('hex')
  const text = readTextFile(join(configFolder, 'contexts', 'meta', id, 'meta.json'), 'follow')
  if (text === null) return null
  const { docker } = metaSchema.parse(JSON.parse(text)).Endpoints
  if (docker?.Host === undefined || docker.Host === '') return null
  const skipsVerification = docker.SkipTLSVerify ?? false
  const files = await tlsFiles(join(configFolder, 'contexts', 'tls', id, 'docker'))
  const hasFiles = files.ca !== null || files.cert !== null || files.key !== null
  return { host: docker.Host, tls: hasFiles || skipsVerification ? { ...files, isVerified: !skipsVerification } : null }
}

/** ca.pem, cert.pem and key.pem of a folder, those that are there. */
export async function tlsFiles(folder: string): Promise<Omit<Tls, 'isVerified'>> {
  const [ca = null, cert = null, key = null] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map(async (name) => {
      const path = join(folder, name)
      return (await exists(path)) ? path : null
    }),
  )
  return { ca, cert, key }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT', 'ENOTDIR')) return false
    throw thrown
  }
}
