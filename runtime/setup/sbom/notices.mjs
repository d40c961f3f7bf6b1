import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exists } from '../exists.mjs'
import { projectFolder } from '../paths.mjs'
import { readZip } from '../readZip.mjs'

const noticeName = /^(licen[cs]e|notice|copying|copyright|ofl|patents)/i

/**
 * Every component with its license, and below it the license and notice files that it carries; the same text stands once.
 * @param {import('./billOfMaterials.mjs').Bill} bill
 * @param {ReadonlyMap<string, string>} jars where each lies, by its bom-ref
 */
export async function noticesText(bill, jars) {
  /** @type {Map<string, string[]>} */
  const texts = new Map()
  const list = []
  for (const component of bill.components) {
    const name = `${component.group === undefined ? '' : `${component.group}:`}${component.name} ${component.version}`
    list.push(`${name}: ${licenseText(component)}`)
    for (const { text } of await noticeFiles(component, jars.get(component['bom-ref']))) {
      const trimmed = text.replaceAll('\r\n', '\n').trim()
      texts.set(trimmed, [...(texts.get(trimmed) ?? []), name])
    }
  }
  const line = '-'.repeat(80)
  const blocks = [...texts].map(([text, names]) => `${line}\n${[...new Set(names)].join('\n')}\n${line}\n${text}\n`)
  return `Marsad uses the following works of others.\n\n${list.join('\n')}\n\n${blocks.join('\n')}`
}

/** @param {import('./billOfMaterials.mjs').Component} component */
function licenseText({ licenses = [] }) {
  const names = licenses.map((one) =>
    'expression' in one ? one.expression : 'id' in one.license ? one.license.id : one.license.name,
  )
  return names.length === 0 ? 'named in its own files' : names.join(', ')
}

/**
 * @param {import('./billOfMaterials.mjs').Component} component
 * @param {string | undefined} jar
 * @returns {Promise<{ name: string, text: string }[]>}
 */
async function noticeFiles({ purl, name, properties = [] }, jar) {
  if (jar !== undefined)
    return readZip(jar, (path) => /^(META-INF\/)?[^/]+$/.test(path) && noticeName.test(path.replace('META-INF/', '')))
  if (!purl.startsWith('pkg:npm/')) return []
  const path = properties.find((one) => one.name === 'cdx:npm:package:path')?.value ?? `node_modules/${name}`
  const folder = join(projectFolder, path)
  if (!(await exists(folder))) return []
  const files = (await readdir(folder, { withFileTypes: true })).filter(
    (file) => file.isFile() && noticeName.test(file.name),
  )
  return Promise.all(
    files.map(async (file) => ({ name: file.name, text: await readFile(join(folder, file.name), 'utf8') })),
  )
}
