import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { promisify } from 'node:util'
import type Docker from 'dockerode'
import { tinyImage, volumeImage } from '../support/engine'

/** Debian's busybox-static: needs no library. */
const busybox = '/bin/busybox'

/** Makes the images of the tests that need no real server, from one program of two megabytes. */
export async function ensureSmallImages(docker: Docker): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'marsad-image-'))
  try {
    const root = join(folder, 'root')
    await mkdir(join(root, 'bin'), { recursive: true })
    await mkdir(join(root, 'tmp'))
    await copyFile(busybox, join(root, 'bin/busybox'))
    for (const name of ['sh', 'sleep', 'cat', 'touch', 'test', '[', 'seq', 'true', 'false']) {
      await symlink('busybox', join(root, 'bin', name))
    }
    const tar = join(folder, 'root.tar')
    await promisify(execFile)('tar', ['-C', root, '-cf', tar, '.'])
    for (const [reference, changes] of [
      [tinyImage, ['ENV FROM_IMAGE=yes']],
      [volumeImage, ['VOLUME /cache']],
    ] as const) {
      const [repo, tag] = reference.split(':')
      const answer = await docker.importImage(tar, { repo, tag, changes })
      answer.resume()
      await finished(answer, { writable: false })
      // Throws when the engine did not take it.
      await docker.getImage(reference).inspect()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
