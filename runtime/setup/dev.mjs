/** `npm run dev`: the console with hot reload of the window; a change in main or a worker restarts it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildEnvironment } from './build.mjs'
import { hasDisplay } from './display.mjs'
import { runInForeground } from './foreground.mjs'
import { appEnvironment, electronOf, sandboxFlags } from './launch.mjs'
import { packageBin } from './packageBin.mjs'
import { projectFolder } from './paths.mjs'
import { interruptible, runMain } from './runMain.mjs'
import { setUp } from './setUp.mjs'
import { SetUpError } from './setUpError.mjs'

await runMain(async () => {
  if (!hasDisplay(process.platform, process.env)) throw new SetUpError('dev-needs-display')
  const manifest = await interruptible(() => setUp({ window: true, test: false }))
  const electron = await electronOf(manifest)
  const flags = await sandboxFlags(electron)
  // What this writes to out/ is no build that `npm start` could take.
  await rm(join(projectFolder, 'out', '.sources'), { force: true })
  // A file of this run alone: nothing of an earlier one is waited for.
  const state = await mkdtemp(join(tmpdir(), 'marsad-dev-'))
  try {
    return await runInForeground(
      process.execPath,
      [await packageBin('electron-vite'), 'dev', '--watch', '--', ...flags, ...process.argv.slice(2)],
      {
        cwd: projectFolder,
        env: {
          ...buildEnvironment(appEnvironment(manifest)),
          NODE_ENV: 'development',
          ELECTRON_EXEC_PATH: process.execPath,
          ELECTRON_ENTRY: join(projectFolder, 'runtime', 'setup', 'devElectron.mjs'),
          MARSAD_DEV_ELECTRON: electron,
          MARSAD_DEV_PID_FILE: join(state, 'pid'),
        },
      },
    )
  } finally {
    await rm(state, { recursive: true, force: true })
  }
})
