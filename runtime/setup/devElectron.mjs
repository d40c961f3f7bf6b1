// What electron-vite starts as if it were Electron (ELECTRON_EXEC_PATH is Node, ELECTRON_ENTRY this file). On a change
// of main or a worker it ends the running app and starts the next in the same breath; the next would find the data
// folder still held by the one that is stopping its services, and give up. So it waits here until that one is gone.
import { setTimeout as sleep } from 'node:timers/promises'
import { callerEnvironment } from './callerEnvironment.mjs'
import { runInForeground } from './foreground.mjs'
import { readTextIfThere } from './readText.mjs'
import { placeFile } from './place.mjs'
import { runMain } from './runMain.mjs'
import { errorCode, SetUpError } from './setUpError.mjs'
import { projectFolder } from './paths.mjs'

/** A clean stop of everything takes some seconds. */
const waitLimitMs = 60_000

await runMain(async () => {
  // electron-vite sets the last one itself, over whatever the shell held. The app takes it as a switch only: no variable reaches it.
  const {
    MARSAD_DEV_ELECTRON: electron,
    MARSAD_DEV_PID_FILE: pidFile,
    ELECTRON_RENDERER_URL: server,
    ...env
  } = process.env
  if (electron === undefined || pidFile === undefined || server === undefined) throw new SetUpError('dev-only')
  const previous = Number(await readTextIfThere(pidFile))
  const giveUpAt = Date.now() + waitLimitMs
  while (previous > 0 && isRunning(previous) && Date.now() < giveUpAt) await sleep(100)
  // This process lives exactly as long as its Electron.
  await placeFile(pidFile, String(process.pid))
  return runInForeground(electron, [projectFolder, `--marsad-dev-server=${server}`, ...process.argv.slice(2)], {
    cwd: projectFolder,
    env: callerEnvironment(env),
  })
})

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) !== 'ESRCH'
  }
}
