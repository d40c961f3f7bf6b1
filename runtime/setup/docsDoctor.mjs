/** `npm run docs:doctor [-- --report FILE]`: makes docs/doctor.md and docs/doctor.ar.md from the doctor's rules and what was measured of them. */
import { loadTypeScript } from './loadTypeScript.mjs'
import { projectFolder } from './paths.mjs'
import { runMain } from './runMain.mjs'

await runMain(() =>
  loadTypeScript('workers/doctor/page/pages.ts', async (loaded) => {
    const module = /** @type {{ run(args: string[], root: string): Promise<void> }} */ (loaded)
    await module.run(process.argv.slice(2), projectFolder)
    return 0
  }),
)
