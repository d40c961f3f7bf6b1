import { readZip } from '../readZip.mjs'

/**
 * The licenses that a jar names: in the project description that Maven packs into it, else in its manifest.
 * @param {string} jar
 * @returns {Promise<string[]>} empty where it names none: its parent's project does
 */
export async function jarLicenses(jar) {
  const files = await readZip(jar, (name) => /^META-INF\/(MANIFEST\.MF|maven\/.*\/pom\.xml)$/.test(name))
  const named = files
    .filter(({ name }) => name.endsWith('pom.xml'))
    .flatMap(({ text }) =>
      [...text.matchAll(/<license>[\s\S]*?<name>\s*([^<]+?)\s*<\/name>/g)].map(([, name]) => name ?? ''),
    )
  if (named.length > 0) return [...new Set(named)]
  // A line of a manifest goes on in the next where that begins with a space.
  const manifest = files.find(({ name }) => name.endsWith('.MF'))?.text.replace(/\r?\n /g, '') ?? ''
  const bundle = /^Bundle-License: (.+)$/m.exec(manifest)?.[1]
  return bundle === undefined ? [] : bundle.split(/,(?=https?:|[A-Z"])/).map((one) => one.trim().replace(/;.*$/, ''))
}
