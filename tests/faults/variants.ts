/** Builds of the workers: as they are, with places for faults, and with one guarantee taken away each. */
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build, type Plugin } from 'vite'
import { projectRoot } from '../support/cli'
import { armedFolder, firedFolder } from './variants/crashPoint'
import { proxyFile, type ProxyPorts } from './variants/throughProxy'

/** The workers as the product builds them (electron.vite.config.ts). */
const everyEntry = {
  stack: 'workers/stack/entry.ts',
  guardian: 'workers/stack/guardian/entry.ts',
  'clickhouse-host': 'workers/clickhouse-host/entry.ts',
  enricher: 'workers/enricher/entry.ts',
  leaderboard: 'workers/leaderboard/entry.ts',
  observer: 'workers/observer/entry.ts',
  generator: 'workers/generator/entry.ts',
  doctor: 'workers/doctor/entry.ts',
  lab: 'workers/lab/entry.ts',
} as const
const changedEntries = { enricher: everyEntry.enricher, leaderboard: everyEntry.leaderboard } as const

/** Which module of tests/faults/variants stands for which module of the product. */
type Replacements = Readonly<Record<string, string>>

const instrumented: Replacements = {
  kafkajs: 'proxiedKafkajs',
  'workers/clients/redis': 'proxiedRedis',
  'workers/enricher/producerSteps': 'instrumentedSteps',
  'workers/leaderboard/boardStore': 'instrumentedBoard',
}

/** The controls that are builds of the workers; "no replacement by id" is a table (controls.ts). */
const replacements = {
  instrumented,
  transactions_off: { ...instrumented, 'workers/enricher/producerSteps': 'withoutTransactions' },
  auto_commit: { ...instrumented, 'workers/enricher/commitTogether': 'positionFirst' },
  read_uncommitted: { ...instrumented, 'workers/kafka/wire/fetchAnswer': 'uncommittedFetch' },
  no_redis_fence: { ...instrumented, 'workers/clients/redisScript': 'unfencedScripts' },
  no_reread: {
    ...instrumented,
    'workers/enricher/producerSteps': 'rememberingSteps',
    'workers/kafka/session/kafkaCluster': 'rememberingCluster',
  },
} as const satisfies Record<string, Replacements>

export type VariantName = 'plain' | keyof typeof replacements

/** kafkajs is replaced in the one module that imports it for the workers; what stands for it uses the package itself. */
const importersOf: Readonly<Record<string, string>> = {
  kafkajs: resolve(projectRoot, 'workers/kafka/wire/kafkajs/kafkajs.ts'),
}

function replacing(wanted: Replacements): Plugin {
  const variants = resolve(projectRoot, 'tests/faults/variants')
  const used = new Set<string>()
  const standIns = new Map(
    Object.entries(wanted).map(([module, standIn]) => [
      module in importersOf ? module : resolve(projectRoot, `${module}.ts`),
      { module, path: join(variants, `${standIn}.ts`) },
    ]),
  )
  return {
    name: 'marsad-fault-variant',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      if (importer === undefined) return null
      const only = importersOf[source]
      const found =
        only === importer ? source : (await this.resolve(source, importer, { ...options, skipSelf: true }))?.id
      const standIn = found === undefined ? undefined : standIns.get(found)
      // What stands for a module, and what helps it, uses the module itself.
      if (standIn === undefined || importer.startsWith(variants)) return null
      used.add(standIn.module)
      return standIn.path
    },
    buildEnd(error) {
      const idle = Object.keys(wanted).filter((module) => !used.has(module))
      // A module that was renamed would leave the variant without its fault, and a control that cannot fail proves nothing.
      if (error === undefined && idle.length > 0)
        throw new Error(`nothing imports ${idle.join(', ')}: it is not replaced`)
    },
  }
}

/** Builds a variant into `<folder>/<name>`, with what it shares with the harness beside it. @returns its folder */
export async function buildVariant(name: VariantName, folder: string, ports: ProxyPorts): Promise<string> {
  const outDir = join(folder, name)
  await mkdir(outDir, { recursive: true })
  const entries = name === 'plain' ? everyEntry : changedEntries
  await build({
    root: projectRoot,
    configFile: false,
    logLevel: 'error',
    plugins: name === 'plain' ? [] : [replacing(replacements[name])],
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      minify: false,
      target: 'node20',
      copyPublicDir: false,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([entry, path]) => [entry, resolve(projectRoot, path)])),
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  })
  await symlink(join(projectRoot, 'node_modules'), join(outDir, 'node_modules'), 'dir')
  await Promise.all([armedFolder, firedFolder].map((each) => mkdir(join(outDir, each))))
  await writeFile(join(outDir, proxyFile), JSON.stringify(ports))
  if (name === 'no_redis_fence') await writeUnfencedScripts(join(outDir, 'sql'))
  return outDir
}

/** What is taken out of sql/redis/apply_batch.lua: the comparison of the offset, and the look whether an event has scored. */
const fences: readonly (readonly [string, string])[] = [
  ['if known[1] ~= ARGV[2] then', 'if false then'],
  [', 1) == 0 then', ', 1) >= 0 then'],
]

async function writeUnfencedScripts(sql: string): Promise<void> {
  await cp(join(projectRoot, 'sql/redis'), join(sql, 'redis'), { recursive: true })
  const path = join(sql, 'redis', 'apply_batch.lua')
  let script = await readFile(path, 'utf8')
  for (const [fence, hole] of fences) {
    const parts = script.split(fence)
    if (parts.length !== 2) throw new Error(`apply_batch.lua has ${parts.length - 1} times, not once: ${fence}`)
    script = parts.join(hole)
  }
  await writeFile(path, script)
}
