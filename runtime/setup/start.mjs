/** `npm start`: brings what is missing, then opens the console; without a display it runs the pipeline in the terminal. */
import { build } from './build.mjs'
import { hasDisplay } from './display.mjs'
import { launchCli, launchWindow } from './launch.mjs'
import { say } from './messages.mjs'
import { interruptible, runMain } from './runMain.mjs'
import { setUp } from './setUp.mjs'

await runMain(async () => {
  const args = process.argv.slice(2)
  const window = hasDisplay(process.platform, process.env)
  const manifest = await interruptible(async () => {
    const path = await setUp({ window, test: false })
    await build()
    return path
  })
  if (window) return launchWindow(manifest, args)
  console.error(say('note.no-display'))
  return launchCli(manifest, ['up', ...args])
})
