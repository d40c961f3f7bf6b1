/** One real stack for the whole integration suite, on the default ports where they are free. */
import type {} from 'vitest'
import type { TestProject } from 'vitest/node'
import { newDataDir, startInstance, stopInstance, type Instance } from '../support/instance'

declare module 'vitest' {
  export interface ProvidedContext {
    dataDir: string
  }
}

let instance: Instance | undefined

export async function setup(project: TestProject): Promise<void> {
  const dataDir = await newDataDir()
  instance = await startInstance(dataDir)
  project.provide('dataDir', dataDir)
}

export async function teardown(): Promise<void> {
  if (instance !== undefined) await stopInstance(instance)
}
