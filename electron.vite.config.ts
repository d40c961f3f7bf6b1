import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const entry = (path: string): string => resolve(import.meta.dirname, path)

export default defineConfig({
  // Main, workers and CLI are all Node code of one build: the host starts workers by path, as out/main/<name>.js.
  main: {
    build: {
      externalizeDeps: true,
      rolldownOptions: {
        input: {
          main: entry('electron/main/index.ts'),
          cli: entry('cli/index.ts'),
          stack: entry('workers/stack/entry.ts'),
          guardian: entry('workers/stack/guardian/entry.ts'),
          leftovers: entry('workers/stack/leftovers/entry.ts'),
          'clickhouse-host': entry('workers/clickhouse-host/entry.ts'),
          enricher: entry('workers/enricher/entry.ts'),
          leaderboard: entry('workers/leaderboard/entry.ts'),
          observer: entry('workers/observer/entry.ts'),
          generator: entry('workers/generator/entry.ts'),
          doctor: entry('workers/doctor/entry.ts'),
          lab: entry('workers/lab/entry.ts'),
          prover: entry('workers/prover/entry.ts'),
          'prover-scan': entry('workers/prover/scanEntry.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload script can load nothing but electron: all else is bundled, as CommonJS.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: entry('electron/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: entry('renderer'),
    plugins: [react()],
    build: { rolldownOptions: { input: { index: entry('renderer/index.html') } } },
  },
})
