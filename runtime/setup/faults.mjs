/** `npm run faults -- --faults 1000 --seed N [--report FILE]`: the reliability harness of tests/faults, as long as wanted. */
import { fileURLToPath } from 'node:url'
import { runMain } from './runMain.mjs'
import { setUp } from './setUp.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))

await runMain(async () => {
  process.env['MARSAD_RUNTIME_MANIFEST'] = await setUp({ window: false, test: true })
  // Here, not above: node_modules may be absent until set-up has run.
  const { createServer } = await import('vite')
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, watch: null, ws: false },
  })
  try {
    /** @type {unknown} */
    const loaded = await server.ssrLoadModule('/tests/faults/runCommand.ts')
    const module = /** @type {{ run(args: string[]): Promise<boolean> }} */ (loaded)
    return (await module.run(process.argv.slice(2))) ? 0 : 1
  } finally {
    await server.close()
  }
})
