import { MarsadError } from '../contract/errors'
import { runtimeManifestSchema, type RuntimeManifest } from '../contract/runtime'
import { readTextFile } from './readTextFile'

/** What set-up brought. @throws MarsadError runtime_missing {path}, also for a file that cannot be understood: set-up writes it again */
export function readRuntimeManifest(path: string): RuntimeManifest {
  try {
    return runtimeManifestSchema.parse(JSON.parse(readTextFile(path, 'follow') ?? ''))
  } catch (thrown) {
    throw new MarsadError('runtime_missing', { path }, thrown)
  }
}
