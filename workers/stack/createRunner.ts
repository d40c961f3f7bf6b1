import type { Secrets } from '../../contract/remote'
import type { Settings } from '../../contract/settings'
import type { WorkerConfig } from '../../contract/workers'
import { createDockerRunner } from './docker/dockerRunner'
import { createEmbeddedRunner } from './embedded/embeddedRunner'
import { createRemoteRunner } from './remote/remoteRunner'
import type { RunnerEvents, ServiceRunner } from './serviceRunner'

/** The runner of the kind that the settings name. Its owner releases it. */
export function createRunner(
  config: WorkerConfig,
  settings: Settings,
  secrets: Secrets,
  events: RunnerEvents,
): ServiceRunner {
  switch (settings.stack.kind) {
    case 'embedded':
      return createEmbeddedRunner(config, settings, events)
    case 'docker':
      return createDockerRunner(config, settings, events)
    case 'remote':
      return createRemoteRunner(settings, secrets, events)
  }
}
