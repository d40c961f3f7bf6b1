// What an Electron runtime without its own default app runs: the app whose folder is its first argument, as
// `electron <folder>` does elsewhere. So one runtime serves every clone. It is an ES module because Electron holds
// back `ready` until the main ES module has loaded, so the app may still register its schemes and wait for `ready`.
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

const folder = process.argv.slice(1).find((argument) => !argument.startsWith('-'))
if (folder === undefined) {
  process.stderr.write('Usage: electron [flags] <app folder> [arguments of the app]\n')
  process.exit(2)
}
const appFolder = resolve(folder)
/** @type {unknown} */
const description = JSON.parse(await readFile(join(appFolder, 'package.json'), 'utf8'))
const main = textOf('main')
if (main === undefined) throw new Error(`${appFolder}/package.json names no main`)
// Electron's own default app sets these; apps look at `defaultApp` to know where their own arguments begin.
Reflect.set(process, 'defaultApp', true)
app.setName(textOf('productName') ?? textOf('name') ?? app.name)
callUntyped('setVersion', textOf('version') ?? app.getVersion())
callUntyped('setAppPath', appFolder)
await import(pathToFileURL(resolve(appFolder, main)).href)

/**
 * @param {string} field
 * @returns {string | undefined}
 */
function textOf(field) {
  /** @type {unknown} */
  const value = typeof description === 'object' && description !== null ? Reflect.get(description, field) : undefined
  return typeof value === 'string' ? value : undefined
}

/**
 * What Electron's own default app calls too, though its public types leave it out.
 * @param {'setVersion' | 'setAppPath'} method
 * @param {string} value
 */
function callUntyped(method, value) {
  /** @type {unknown} */
  const found = Reflect.get(app, method)
  if (typeof found !== 'function') throw new Error(`This Electron has no app.${method}`)
  Reflect.apply(found, app, [value])
}
