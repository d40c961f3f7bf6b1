import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type Docker from 'dockerode'
import { z } from 'zod'
import { leftOut, type ImageRecipe } from './imageRecipe'

const messageSchema = z.object({ stream: z.string().optional(), error: z.string().optional() })

/** Builds one image under a reference. @throws with the engine's last words. */
export async function buildImage(docker: Docker, recipe: ImageRecipe, reference: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'marsad-image-'))
  try {
    await writeFile(join(folder, 'Dockerfile'), recipe.dockerfile)
    for (const [name, file] of recipe.files) {
      const path = join(folder, name)
      await mkdir(dirname(path), { recursive: true })
      if ('text' in file) await writeFile(path, file.text)
      else await symlink(file.path, path)
    }
    const exclude = leftOut.map((name) => `--exclude=${name}`)
    const tar = spawn('tar', ['-C', folder, '--dereference', '--owner=0', '--group=0', ...exclude, '-cf', '-', '.'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let complaint = ''
    tar.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
    const ended = once(tar, 'close')
    const answer = await docker.buildImage(tar.stdout, { t: reference })
    await readAnswer(answer, reference)
    await ended
    if (tar.exitCode !== 0) throw new Error(`${reference}: tar: ${complaint}`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The engine answers 200 before it has built anything: a message tells of a failure. */
async function readAnswer(answer: NodeJS.ReadableStream, reference: string): Promise<void> {
  let said = ''
  answer.setEncoding('utf8')
  for await (const chunk of answer) said += chunk.toString()
  for (const line of said.split('\n').filter((text) => text.trim() !== '')) {
    const { error } = messageSchema.parse(JSON.parse(line))
    if (error !== undefined) throw new Error(`${reference}: ${error}`)
  }
}
