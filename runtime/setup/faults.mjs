/**
 * `npm run faults -- --faults 1000 --seed N [--report FILE]`: the reliability harness of tests/faults, as long as wanted.
 * `npm run faults -- --doctor [--report FILE] [--calm MINUTES]`: the whole table of the doctor's rules and their faults, of which `npm test`
 * runs a part; with --calm also faults that the doctor holds for minutes, and for so long a look at a healthy pipeline, of which it must
 * find nothing.
 */
import { resolve } from 'node:path'
import { build } from './build.mjs'
import { loadTypeScript } from './loadTypeScript.mjs'
import { endInOrder, runMain } from './runMain.mjs'
import { runVitest } from './runVitest.mjs'
import { setUp } from './setUp.mjs'

/** The table, and the longest calm. */
const doctorLimitMs = 3 * 60 * 60_000

await runMain(async () => {
  const args = process.argv.slice(2)
  const isDoctor = args.includes('--doctor')
  const manifest = await setUp({ window: false, test: true, clocks: isDoctor })
  process.env['MARSAD_RUNTIME_MANIFEST'] = manifest
  if (isDoctor) {
    await build()
    const given = (/** @type {string} */ name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined)
    const report = given('--report')
    const calm = given('--calm')
    const told = {
      ...(report === undefined ? {} : { MARSAD_DOCTOR_REPORT: resolve(report) }),
      ...(calm === undefined ? {} : { MARSAD_DOCTOR_CALM_MINUTES: calm }),
    }
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
