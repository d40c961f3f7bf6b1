/**
 * `npm run sbom [-- FOLDER]`: writes what Marsad is made of as CycloneDX JSON (marsad.cdx.json), and the licenses and
 * notices of it all (third-party-notices.txt), into FOLDER (default: sbom, which Git ignores).
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { projectFolder } from './paths.mjs'
import { runMain } from './runMain.mjs'
import { billOfMaterials } from './sbom/billOfMaterials.mjs'
import { noticesText } from './sbom/notices.mjs'
import { setUp } from './setUp.mjs'

await runMain(async () => {
  // The jars' notices lie in the jars.
  await setUp({ window: false, test: false, quiet: true })
  const folder = resolve(process.argv[2] ?? join(projectFolder, 'sbom'))
  await mkdir(folder, { recursive: true })
  const { bill, jars } = await billOfMaterials()
  await writeFile(join(folder, 'marsad.cdx.json'), `${JSON.stringify(bill, null, 2)}\n`)
  await writeFile(join(folder, 'third-party-notices.txt'), await noticesText(bill, jars))
  console.log(`${folder}: ${bill.components.length} components`)
  return 0
})
