/** How Kafka and Connect are run: runtime/jvm.json, which set-up builds the class data archives with. */
import { readdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { z } from 'zod'
import { MarsadError } from '../../../contract/errors'
import type { RuntimeManifest } from '../../../contract/runtime'
import { readTextFile } from '../../../files/readTextFile'
import { hasCode } from '../../../common/hasCode'

const programSchema = z.object({ flags: z.array(z.string()), mainClass: z.string() })
const jvmRecipeSchema = z.object({
  environment: z.record(z.string(), z.string()),
  /** Flags of every JVM. */
  shared: z.array(z.string()),
  services: z.object({ kafka: programSchema, storageTool: programSchema, connect: programSchema }),
})
export type JvmRecipe = z.infer<typeof jvmRecipeSchema>
export type JvmProgram = keyof JvmRecipe['services']

/** @throws MarsadError runtime_missing when the file is not there or cannot be understood. */
export function readJvmRecipe(path: string): JvmRecipe {
  try {
    return jvmRecipeSchema.parse(JSON.parse(readTextFile(path, 'follow') ?? ''))
  } catch (thrown) {
    throw new MarsadError('runtime_missing', { path }, thrown)
  }
}

/** The class path, in the order that the archives were built with: by code unit. */
export async function readJars(libs: string): Promise<string[]> {
  const names = (await orMissing(libs, readdir(libs))).filter((name) => name.endsWith('.jar')).sort()
  if (names.length === 0) throw new MarsadError('runtime_missing', { path: libs })
  return names.map((name) => join(libs, name))
}

/**
 * Arguments of `java` for one program. An archive fits only this order, class path and collector (runtime/jvm.json).
 * @param own system properties and program arguments.
 */
export function jvmArguments(
  recipe: JvmRecipe,
  program: JvmProgram,
  archives: RuntimeManifest['kafka']['archives'],
  jars: readonly string[],
  own: { readonly properties: Readonly<Record<string, string>>; readonly args: readonly string[] },
): string[] {
  const { flags, mainClass } = recipe.services[program]
  const archive = program === 'connect' ? archives.connect : archives.kafka
  return [
    ...recipe.shared,
    ...flags,
    ...(archive === null ? [] : [`-XX:SharedArchiveFile=${archive}`]),
    ...Object.entries(own.properties).map(([name, value]) => `-D${name}=${value}`),
    '-cp',
    jars.join(delimiter),
    mainClass,
    ...own.args,
  ]
}

async function orMissing<T>(path: string, read: Promise<T>): Promise<T> {
  try {
    return await read
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT', 'ENOTDIR')) throw new MarsadError('runtime_missing', { path }, thrown)
    throw thrown
  }
}
