/** `npm run bench -- <name>`: runs one benchmark of tests/bench and prints its JSON. */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from './build.mjs'
import { hasDisplay, virtualDisplay } from './display.mjs'
import { loadTypeScript } from './loadTypeScript.mjs'
import { projectFolder } from './paths.mjs'
import { runMain } from './runMain.mjs'
import { setUp } from './setUp.mjs'

const folder = join(projectFolder, 'tests/bench')

await runMain(async () => {
  const files = readdirSync(folder).filter((file) => /^run[A-Z]\w*\.ts$/.test(file))
  const [name, ...args] = process.argv.slice(2)
  const file = files.find((candidate) => candidate.toLowerCase() === `run${name ?? ''}.ts`)
  if (file === undefined) {
    const names = files.map((candidate) => candidate.slice(3, -3).toLowerCase())
    console.error(`Usage: npm run bench -- <${names.join('|')}> [options]`)
    return 2
  }
  process.env['MARSAD_RUNTIME_MANIFEST'] = await setUp({ window: true, test: true })
  await build()
  return loadTypeScript(`tests/bench/${file}`, async (loaded) => {
    const module = /** @type {{ run(args: string[]): Promise<unknown>, needsDisplay?: boolean }} */ (loaded)
    if (module.needsDisplay === true && !hasDisplay(process.platform, process.env)) {
      // Once more, with a display that nobody sees.
      const again = [process.execPath, fileURLToPath(import.meta.url), ...process.argv.slice(2)]
      const [command = '', ...rest] = [...virtualDisplay(), ...again]
      return spawnSync(command, rest, { stdio: 'inherit' }).status ?? 1
    }
    console.log(JSON.stringify(await module.run(args), null, 2))
    return 0
  })
})
