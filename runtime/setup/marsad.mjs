/** `npm run marsad -- <command>`: the command line, after the same set-up where something of it is missing. */
import { build } from './build.mjs'
import { launchCli } from './launch.mjs'
import { interruptible, runMain } from './runMain.mjs'
import { setUp } from './setUp.mjs'

await runMain(async () => {
  const manifest = await interruptible(async () => {
    const path = await setUp({ window: false, test: false, quiet: true })
    await build({ quiet: true })
    return path
  })
  return launchCli(manifest, process.argv.slice(2))
})
