import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import type Docker from 'dockerode'
import { runtimeManifestSchema } from '../../../contract/runtime'
import { withLock } from '../../../runtime/setup/lock.mjs'
import { runtimeFolder } from '../../../runtime/setup/paths.mjs'
import { hasStatus } from '../../../workers/stack/docker/engine/engineFailure'
import { buildImage } from './buildImage'
import { debianRoot } from './debianRoot'
import { planImages, type ServiceImages } from './recipes'

/** Images of other states of the code are kept so long: another clone may be at work with them. */
const keptMs = 24 * 60 * 60_000

/**
 * Sees to it that the engine holds the images of this state of the code: root, on Debian or Ubuntu, with MARSAD_RUNTIME_MANIFEST
 * and a build in out/. With warm images it takes a second; from nothing a minute or two.
 * @param say told what is being done, when something is.
 */
export async function ensureImages(docker: Docker, say: (text: string) => void): Promise<ServiceImages> {
  const manifestPath = process.env['MARSAD_RUNTIME_MANIFEST']
  if (manifestPath === undefined) throw new Error('no MARSAD_RUNTIME_MANIFEST: run these tests by npm run test:docker')
  const manifest = runtimeManifestSchema.parse(JSON.parse(await readFile(manifestPath, 'utf8')))
  const folder = join(runtimeFolder(), 'docker-tests')
  const root = await debianRoot(folder)
  const base = `marsad-test/debian:${root.key}`
  const { recipes, services } = await planImages(base, manifest)
  const missing = async (): Promise<typeof recipes> => {
    const there = await Promise.all(recipes.map(({ reference }) => holds(docker, reference)))
    return recipes.filter((_, index) => there[index] === false)
  }
  if ((await missing()).length === 0) return services
  await withLock(join(runtimeFolder(), 'locks', 'docker-images.lock'), async () => {
    if (!(await holds(docker, base))) {
      say('debian (debootstrap)')
      const archive = await root.bring()
      const [repo, tag] = base.split(':')
      const answer = await docker.importImage(archive, { repo, tag })
      answer.resume()
      await finished(answer, { writable: false })
    }
    for (const { reference, recipe } of await missing()) {
      say(recipe.name)
      await buildImage(docker, recipe, reference)
    }
    await removeOld(docker, new Set([base, ...recipes.map(({ reference }) => reference)]))
  })
  return services
}

async function holds(docker: Docker, reference: string): Promise<boolean> {
  try {
    await docker.getImage(reference).inspect()
    return true
  } catch (thrown) {
    if (hasStatus(thrown, 404)) return false
    throw thrown
  }
}

async function removeOld(docker: Docker, wanted: ReadonlySet<string>): Promise<void> {
  for (const { RepoTags, Created } of await docker.listImages({ filters: { reference: ['marsad-test/*'] } })) {
    if (Date.now() - Created * 1000 < keptMs) continue
    for (const reference of RepoTags ?? []) if (!wanted.has(reference)) await removeUnlessUsed(docker, reference)
  }
}

async function removeUnlessUsed(docker: Docker, reference: string): Promise<void> {
  try {
    await docker.getImage(reference).remove()
  } catch (thrown) {
    if (!hasStatus(thrown, 404, 409)) throw thrown
  }
}
