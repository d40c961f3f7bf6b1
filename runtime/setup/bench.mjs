/** `npm run bench -- <name>`: runs one benchmark of tests/bench and prints its JSON. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = join(root, 'tests/bench')
const names = readdirSync(folder)
  .filter((file) => file.startsWith('run') && file.endsWith('.ts'))
  .map((file) => file.slice(3, -3).toLowerCase())

const [name, ...args] = process.argv.slice(2)
const file = readdirSync(folder).find((candidate) => candidate.toLowerCase() === `run${name ?? ''}.ts`)
if (file === undefined) {
  console.error(`Usage: npm run bench -- <${names.join('|')}> [options]`)
  process.exit(2)
}
const { setUp } = await import(pathToFileURL(join(root, 'runtime/setup/setUp.mjs')).href)
process.env['MARSAD_RUNTIME_MANIFEST'] = await setUp({ window: true, test: true })
const { runnerImport } = await import('vite')
const { module } = await runnerImport(join(folder, file), { root, configFile: false, logLevel: 'error' })
console.log(JSON.stringify(await module.run(args), null, 2))
process.exit(0)
