/** One image to build: a Dockerfile and what it copies. */
import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

export interface ImageRecipe {
  readonly name: string
  readonly dockerfile: string
  /** Name in the Dockerfile's folder → what lies there. */
  readonly files: ReadonlyMap<string, RecipeFile>
}

/** `path`: a file or folder of this machine, links in it followed. */
export type RecipeFile = { readonly text: string } | { readonly path: string }

/** Files as large as this are told apart by their size alone: they come from packages whose own small files name the version. */
const smallBytes = 1 << 20

/** The image's reference: its tag is a hash of all that goes in, so that what stands under it is what is wanted. */
export async function referenceOf(recipe: ImageRecipe): Promise<string> {
  const hash = createHash('sha256').update(recipe.dockerfile)
  for (const [name, file] of recipe.files) {
    hash.update(`\0${name}\0`)
    if ('text' in file) hash.update(file.text)
    else await addFile(hash, file.path)
  }
  return `marsad-test/${recipe.name}:${hash.digest('hex').slice(0, 12)}`
}

async function addFile(hash: ReturnType<typeof createHash>, path: string): Promise<void> {
  const found = await stat(path)
  if (found.isDirectory()) {
    for (const name of (await readdir(path)).sort()) {
      if (leftOut.includes(name)) continue
      hash.update(`\0${name}\0`)
      await addFile(hash, join(path, name))
    }
  } else if (found.size < smallBytes) hash.update(await readFile(path))
  else hash.update(String(found.size))
}

/** What no image needs, wherever it stands in a folder: a Java development kit's sources and modules, and links to nowhere. */
export const leftOut: readonly string[] = ['src.zip', 'jmods', 'include', 'man', 'legal', 'docs', 'ct.sym']
