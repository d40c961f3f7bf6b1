import { join } from 'node:path'
import { field, parseJson, readJson, sumsAt, textAt } from '../json.mjs'
import { projectFolder, runtimeFolder } from '../paths.mjs'
import { readPins } from '../pins.mjs'
import { readRecipe } from '../recipe.mjs'
import { reasonOf, run } from '../run.mjs'
import { jarFolders, jarName } from '../steps/jars.mjs'
import { npmCommand } from '../steps/npmPackages.mjs'
import { packagedElectron } from '../steps/packagedElectron.mjs'
import { jarLicenses } from './jarLicenses.mjs'

/**
 * The part of CycloneDX 1.5 that is used here.
 * @typedef {{ alg: string, content: string }} Hash
 * @typedef {{ license: { id: string } | { name: string } } | { expression: string }} License
 * @typedef {{ type: string, name: string, version: string, purl: string, 'bom-ref': string, group?: string, hashes?: Hash[], licenses?: License[], properties?: { name: string, value: string }[] }} Component
 * @typedef {{ bomFormat: string, specVersion: string, metadata: { component: Component }, components: Component[], dependencies: { ref: string, dependsOn: string[] }[] }} Bill
 */

/**
 * All that a person who runs Marsad runs: npm packages, jars, and programs that set-up brings.
 * @returns {Promise<{ bill: Bill, jars: ReadonlyMap<string, string> }>} jars: where each lies on this machine, by its bom-ref
 */
export async function billOfMaterials() {
  const npm = await npmBill()
  const { components, jars } = await jarComponents()
  return { bill: { ...npm, components: [...npm.components, ...components, ...(await programComponents())] }, jars }
}

/**
 * npm's own list by the lock file, so that packages of other platforms are in it too. What only development uses is taken
 * out here: `--omit dev` also leaves out what development and the product share (npm 11).
 */
async function npmBill() {
  const asked = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only', '--loglevel=error']
  const result = await run(npmCommand(), asked, { cwd: projectFolder, keepAll: true })
  if (result.code !== 0) throw new Error(`npm sbom: ${reasonOf(result)}`)
  const bill = /** @type {Bill} */ (parseJson(result.output))
  const production = await productionPackages()
  const components = bill.components.filter(({ name, version }) => production.has(`${name}@${version}`))
  const refs = new Set([...components.map((component) => component['bom-ref']), bill.metadata.component['bom-ref']])
  const dependencies = bill.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) }))
  // npm takes the name of the folder.
  const component = { ...bill.metadata.component, name: 'marsad' }
  return { ...bill, metadata: { ...bill.metadata, component }, components, dependencies }
}

/** @returns {Promise<ReadonlySet<string>>} name@version */
async function productionPackages() {
  const packages = field(await readJson(join(projectFolder, 'package-lock.json')), 'packages')
  const entries = Object.entries(typeof packages === 'object' && packages !== null ? packages : {})
  return new Set(
    entries
      .filter(([place, entry]) => place !== '' && field(entry, 'dev') !== true)
      .map(([place, entry]) => `${packageName(place, entry)}@${textAt(entry, 'version')}`),
  )
}

/**
 * @param {string} place
 * @param {unknown} entry
 */
function packageName(place, entry) {
  const alias = field(entry, 'name')
  return typeof alias === 'string' ? alias : place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
}

async function jarComponents() {
  const licenses = field(await readJson(join(projectFolder, 'runtime', 'licenses.json')), 'groups')
  const sums = await readJson(join(projectFolder, 'runtime', 'jars.json'))
  const { kafka, debezium } = jarFolders(runtimeFolder(), await readRecipe())
  const folders = { kafka: join(kafka, 'libs'), debezium: join(debezium, 'debezium-connector-postgres') }
  /** @type {Map<string, Component>} */
  const components = new Map()
  /** @type {Map<string, string>} */
  const jars = new Map()
  for (const profile of /** @type {const} */ (['kafka', 'debezium'])) {
    for (const [artifact, content] of Object.entries(sumsAt(sums, profile))) {
      const [group = '', name = '', version = ''] = artifact.split(':')
      const purl = `pkg:maven/${group}/${name}@${version}?type=jar`
      const jar = join(folders[profile], jarName(artifact))
      const own = await jarLicenses(jar)
      const named = own.length > 0 ? own : [textAt(licenses, group)]
      jars.set(purl, jar)
      components.set(purl, {
        type: 'library',
        'bom-ref': purl,
        group,
        name,
        version,
        purl,
        hashes: [{ alg: 'SHA-256', content }],
        licenses: named.map((license) => ({ license: { name: license } })),
      })
    }
  }
  return { components: [...components.values()], jars }
}

/** @returns {Promise<Component[]>} */
async function programComponents() {
  const pins = await readPins()
  const electron = textAt(pins, 'electron', 'version')
  const hashesOf = (/** @type {unknown} */ sums) =>
    Object.values(sumsAt(sums)).map((content) => ({ alg: 'SHA-256', content }))
  const wheels = /** @type {const} */ (['java', 'redis']).map((name) => {
    const version = textAt(pins, name, 'version')
    const purl = `pkg:pypi/${textAt(pins, name, 'package')}@${version}`
    const platforms = field(field(pins, name), 'wheels')
    const hashes = Object.keys(typeof platforms === 'object' && platforms !== null ? platforms : {}).map(
      (platform) => ({
        alg: 'SHA-256',
        content: textAt(platforms, platform, 'sha256'),
      }),
    )
    return program(purl, textAt(pins, name, 'package'), version, textAt(pins, name, 'license'), hashes)
  })
  const [packaged = '', packagedVersion = ''] = packagedElectron.package.split(/(?<=.)@/)
  return [
    program(
      `pkg:npm/electron@${electron}`,
      'electron',
      electron,
      'MIT',
      hashesOf(field(field(pins, 'electron'), 'archives')),
    ),
    program(`pkg:npm/${packaged.replace('@', '%40')}@${packagedVersion}`, packaged, packagedVersion, 'MIT (Electron)', [
      { alg: 'SHA-512', content: Buffer.from(packagedElectron.sha512, 'base64').toString('hex') },
    ]),
    ...wheels,
  ]
}

/**
 * @param {string} purl
 * @param {string} name
 * @param {string} version
 * @param {string} license
 * @param {Hash[]} hashes
 * @returns {Component}
 */
function program(purl, name, version, license, hashes) {
  return {
    type: 'application',
    'bom-ref': purl,
    name,
    version,
    purl,
    hashes,
    licenses: [{ license: { name: license } }],
  }
}
