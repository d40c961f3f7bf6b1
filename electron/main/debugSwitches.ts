/** Switches that would open the app to a debugger. */
import { url as inspectorUrl } from 'node:inspector'
import { app } from 'electron'

const debugSwitches = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-allow-origins',
]

/**
 * Takes them away before Chromium reads them. Node's inspector opens only in the program of development and the tests (the one that
 * people run has that fuse closed), so an open one says that the app is being driven on purpose. Must be called first of all.
 * @param development whether `npm run dev` started the app
 */
export function dropDebugSwitches(development: boolean): void {
  if (development || inspectorUrl() !== undefined) return
  for (const name of debugSwitches) app.commandLine.removeSwitch(name)
}
