/** Switches of Chromium that change how a window is drawn and nothing else. */
const drawing = /^--(disable-gpu|(ozone-platform|ozone-platform-hint|force-device-scale-factor)=[\w.-]+)$/

/**
 * What of the person's arguments reaches Electron: our own `--data` and `--as-root`, and how to draw. Anything else could open the app to a debugger
 * (--inspect, --remote-debugging-port, --js-flags), take its sandbox away or name another app.
 * @param {readonly string[]} args
 * @returns {{ passed: string[], ignored: string[] }}
 */
export function windowArguments(args) {
  /** @type {string[]} */
  const passed = []
  /** @type {string[]} */
  const ignored = []
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? ''
    const value = args[index + 1]
    // As one argument: a value that begins with a dash would otherwise be read as a switch.
    if (arg === '--data' && value !== undefined && value !== '') {
      passed.push(`--data=${value}`)
      index += 1
    } else if (/^--data=./s.test(arg) || arg === '--as-root' || drawing.test(arg)) passed.push(arg)
    else ignored.push(arg)
  }
  return { passed, ignored }
}
