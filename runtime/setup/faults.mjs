/** `npm run faults -- --faults 1000 --seed N [--report FILE]`: the reliability harness of tests/faults, as long as wanted. */
import { loadTypeScript } from './loadTypeScript.mjs'
import { runMain } from './runMain.mjs'
import { setUp } from './setUp.mjs'

await runMain(async () => {
  process.env['MARSAD_RUNTIME_MANIFEST'] = await setUp({ window: false, test: true })
  return loadTypeScript('tests/faults/runCommand.ts', async (loaded) => {
    const module = /** @type {{ run(args: string[]): Promise<boolean> }} */ (loaded)
    return (await module.run(process.argv.slice(2))) ? 0 : 1
  })
})
