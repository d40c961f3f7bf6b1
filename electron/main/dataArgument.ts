import { resolve } from 'node:path'

/**
 * The folder that `--data DIR` or `--data=DIR` names, made absolute; null without one.
 * Electron and Chromium put flags of their own into argv, so this looks for ours and minds no other.
 */
export function dataArgument(argv: readonly string[], cwd: string): string | null {
  for (const [index, argument] of argv.entries()) {
    const value = argument === '--data' ? argv[index + 1] : /^--data=(.+)$/.exec(argument)?.[1]
    if (value !== undefined && value !== '') return resolve(cwd, value)
  }
  return null
}
