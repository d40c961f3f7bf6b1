import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{common,contract,files,host,electron,workers,renderer,cli,runtime}/**/*.test.{ts,tsx,mjs}'],
          // A process for each of more than two hundred small files, with its imports anew, took longer than their tests: the files share
          // the processes, one for each processor. Whatever a test changes beyond its file it restores.
          isolate: false,
          maxWorkers: '100%',
        },
      },
      {
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          globalSetup: ['tests/integration/globalSetup.ts'],
          // One real stack serves the whole suite; its tests share it and so run in turn.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        // What another account of this machine, a page or a planted file may do: one stack, attacked as `nobody`.
        test: {
          name: 'security',
          include: ['tests/security/**/*.test.ts'],
          globalSetup: ['tests/integration/globalSetup.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'cli',
          include: ['tests/cli/**/*.test.ts'],
          // Each file has stacks of its own on ports of its own, and for half of the time waits for what is said after seconds.
          maxWorkers: 2,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        // Every kind of fault and all positive controls on one stack of its own, run by its one file.
        test: {
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          // Aims at 3 minutes on 2 cores.
          hookTimeout: 600_000,
        },
      },
      {
        // On services as a company runs them (TLS, SASL, clusters), which its one file starts itself.
        test: {
          name: 'remote',
          include: ['tests/remote/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        // On a real Docker engine; run by `npm run test:docker`, which finds or starts one. Each file has small projects of its own there, and
        // mostly waits for what the engine does.
        test: {
          name: 'docker-engine',
          include: ['tests/docker/engine/*.test.ts'],
          globalSetup: ['tests/docker/engine/globalSetup.ts'],
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        // The real services on it, which take both processors.
        test: {
          name: 'docker',
          include: ['tests/docker/*.test.ts'],
          globalSetup: ['tests/docker/globalSetup.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
