/** `npm run test:docker`: the tests of tests/docker on a real engine, which is found or, as root on Linux, started. Arguments go to vitest. */
import { engineForTests } from './ownEngine.mjs'
import { packageBin } from './packageBin.mjs'
import { interruptible, runMain } from './runMain.mjs'
import { runPart } from './runPart.mjs'
import { setUp } from './setUp.mjs'

const limitMs = 20 * 60_000

await runMain(async () => {
  const manifest = await interruptible(() => setUp({ window: false, test: true, quiet: true }))
  const engine = await engineForTests(process.env)
  try {
    const vitest = await packageBin('vitest')
    return await runPart(process.execPath, [vitest, 'run', '--project', 'docker', ...process.argv.slice(2)], {
      limitMs,
      env: { ...process.env, DOCKER_HOST: engine.address, MARSAD_RUNTIME_MANIFEST: manifest },
    })
  } finally {
    await engine.stop()
  }
})
