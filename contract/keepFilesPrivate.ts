/**
 * Makes every file that this process or a program it starts creates readable by its owner alone. Called first by each entry: Electron's
 * utility processes come from a process that was there before any code of ours.
 */
export function keepFilesPrivate(): void {
  process.umask(0o077)
}
