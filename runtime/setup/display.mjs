/**
 * Whether a window can be shown: macOS and Windows always have a desktop, elsewhere X11 or Wayland must be named.
 * @param {NodeJS.Platform} platform
 * @param {NodeJS.ProcessEnv} env
 */
export function hasDisplay(platform, env) {
  if (platform === 'darwin' || platform === 'win32') return true
  return [env['DISPLAY'], env['WAYLAND_DISPLAY']].some((value) => value !== undefined && value !== '')
}

/**
 * What runs a program on a display of its own: the same everywhere, and nobody's desktop is taken over. `-a` looks for a free number.
 * @returns {string[]} empty where every program has a desktop
 */
export function virtualDisplay() {
  return process.platform === 'linux' ? ['xvfb-run', '-a', '-s', '-screen 0 1600x1000x24'] : []
}
