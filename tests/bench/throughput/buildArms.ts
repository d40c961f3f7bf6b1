/** Bundles the process of the arms, so that it runs under plain Node like a worker of the product. */
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'vite'
import { projectRoot } from '../../support/cli'

/** @returns the program's path, inside the project so that Node finds its packages, and how it is removed. */
export async function buildArms(): Promise<{ program: string; remove: () => Promise<void> }> {
  const outDir = await mkdtemp(join(projectRoot, 'out', 'bench-'))
  const remove = (): Promise<void> => rm(outDir, { recursive: true, force: true })
  try {
    await build({
      root: projectRoot,
      configFile: false,
      logLevel: 'error',
      build: {
        ssr: join(projectRoot, 'tests/bench/throughput/armProcess.ts'),
        outDir,
        emptyOutDir: false,
        minify: false,
        target: 'node20',
      },
    })
  } catch (thrown) {
    await remove()
    throw thrown
  }
  return { program: join(outDir, 'armProcess.js'), remove }
}
