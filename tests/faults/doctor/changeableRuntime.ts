/** A runtime whose services begin otherwise than they should where a test says so: each by the real program, behind a script. */
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runtimeManifestSchema } from '../../../contract/runtime'
import { shellWord } from '../../../common/shellWord'

export interface ChangeableRuntime {
  /** Path of its manifest. */
  readonly manifest: string
  /** Lines of a shell that are run before Postgres begins, from its next start on; its arguments are `$@`. None: as it should be. */
  changePostgres(lines: readonly string[]): Promise<void>
  /** Takes the plugins of Connect away, from its next start on, or brings them back. */
  showPlugins(areThere: boolean): Promise<void>
  remove(): Promise<void>
}

/** @param path the manifest of the runtime that has the programs. */
export async function makeChangeableRuntime(path: string): Promise<ChangeableRuntime> {
  const real = runtimeManifestSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  const root = await mkdtemp(join(tmpdir(), 'marsad-test-runtime-'))
  const bin = join(root, 'bin')
  const plugins = join(root, 'plugins')
  const hidden = join(root, 'hidden')
  const change = join(bin, 'change')
  await Promise.all([bin, plugins].map((folder) => mkdir(folder)))
  // Postgres has a user of its own.
  await Promise.all([root, bin].map((folder) => chmod(folder, 0o755)))
  const changePostgres = (lines: readonly string[]): Promise<void> => writeFile(change, `${lines.join('\n')}\n`)
  await changePostgres([])
  for (const program of ['postgres', 'initdb']) {
    const begin = `exec ${shellWord(join(real.postgres.bin, program))} "$@"`
    const lines = ['#!/bin/sh', ...(program === 'postgres' ? [`. ${shellWord(change)}`] : []), begin]
    await writeFile(join(bin, program), `${lines.join('\n')}\n`, { mode: 0o755 })
  }
  for (const name of await readdir(real.kafka.plugins))
    await symlink(join(real.kafka.plugins, name), join(plugins, name))
  const manifest = join(root, 'manifest.json')
  await writeFile(
    manifest,
    JSON.stringify({ ...real, postgres: { ...real.postgres, bin }, kafka: { ...real.kafka, plugins } }),
  )
  return {
    manifest,
    changePostgres,
    showPlugins: async (areThere) => {
      if (areThere) {
        await rm(plugins, { recursive: true })
        await rename(hidden, plugins)
      } else {
        await rename(plugins, hidden)
        await mkdir(plugins)
      }
    },
    remove: () => rm(root, { recursive: true, force: true }),
  }
}
