/** The programs that set-up has running now, so that an interrupted set-up leaves none behind. */

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()

/**
 * @template {import('node:child_process').ChildProcess} T
 * @param {T} child
 * @returns {T}
 */
export function track(child) {
  running.add(child)
  child.once('close', () => running.delete(child))
  child.once('error', () => running.delete(child))
  return child
}

/** Ends them at once: what they write lies in a folder that the next set-up sweeps away. */
export function killChildren() {
  for (const child of running) child.kill('SIGKILL')
}
