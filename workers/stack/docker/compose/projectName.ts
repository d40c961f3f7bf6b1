import { basename, dirname } from 'node:path'

/** A name as Compose makes it of a folder's: lower case letters, digits, dashes and underscores, a letter or digit first. Empty when nothing is left. */
export function normalProjectName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^-_a-z0-9]/g, '')
    .replace(/^[-_]+/, '')
}

/**
 * The project's name, in Compose's order: asked for, COMPOSE_PROJECT_NAME, the file's `name`, its folder. The first that is
 * there counts. @param file absolute path.
 */
export function chooseProjectName(
  file: string,
  ...wanted: readonly (string | null | undefined)[]
): { readonly name: string; readonly isValid: boolean } {
  const given = wanted.find((name) => name !== null && name !== undefined && name !== '')
  if (given !== undefined && given !== null) return { name: given, isValid: given === normalProjectName(given) }
  const name = normalProjectName(basename(dirname(file)))
  return { name, isValid: name !== '' }
}
