/**
 * `npm run faults -- --faults 1000 --seed N [--report FILE]`: the reliability harness of tests/faults, as long as wanted.
 * `npm run faults -- --doctor [--report FILE]`: the whole table of the doctor's rules and their faults, of which `npm test` runs a part.
 */
import { resolve } from 'node:path'
import { build } from './build.mjs'
import { loadTypeScript } from './loadTypeScript.mjs'
import { endInOrder, runMain } from './runMain.mjs'
import { runVitest } from './runVitest.mjs'
import { setUp } from './setUp.mjs'

const doctorLimitMs = 60 * 60_000

await runMain(async () => {
  const manifest = await setUp({ window: false, test: true })
  process.env['MARSAD_RUNTIME_MANIFEST'] = manifest
  const args = process.argv.slice(2)
  if (args.includes('--doctor')) {
    await build()
    const report = args[args.indexOf('--report') + 1]
    const told = args.includes('--report') && report !== undefined ? { MARSAD_DOCTOR_REPORT: resolve(report) } : {}
    const { passed, failed } = await endInOrder((signal) =>
      runVitest('faults', {
        limitMs: doctorLimitMs,
        manifest,
        among: { signal },
        args: ['tests/faults/doctor'],
        env: { MARSAD_DOCTOR_CASES: 'all', ...told },
      }),
    )
    console.log(`${passed} passed, ${failed} failed`)
    return failed === 0 && passed > 0 ? 0 : 1
  }
  return loadTypeScript('tests/faults/runCommand.ts', async (loaded) => {
    const module = /** @type {{ run(args: string[]): Promise<boolean> }} */ (loaded)
    return (await module.run(args)) ? 0 : 1
  })
})
