import { connectorName } from '../../../contract/pipeline'
import { MarsadError } from '../../../contract/errors'
import type { Endpoints } from '../../../contract/workers'
import { hideSecrets } from '../../runtime/hideSecrets'
import { pause } from '../../../common/pause'
import { withLimit } from '../../../common/withLimit'
import { connectorConfig, differingKeys } from '../../pipeline/connector/connectorConfig'
import { ConnectRefusal, connectRest, type ConnectRest } from '../../clients/connect/connectRest'
import { connectorVerdict } from '../../clients/connect/connectorVerdict'

/** How long connector and task may take to run: the first start makes the slot. */
const runLimitMs = 60_000
const pollMs = 50
const conflict = 409
/** A task that starts while Postgres or Kafka is still coming back fails for good: it gets as many tries, further and further apart. */
const restartLimit = 5
const settleMs = 800

/** Connect refuses changes while it rebalances (409); that passes. */
async function patiently(signal: AbortSignal, change: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await change()
      return
    } catch (thrown) {
      if (!(thrown instanceof ConnectRefusal) || thrown.status !== conflict) throw thrown
    }
    await pause(pollMs, signal)
    signal.throwIfAborted()
  }
}

/** The changes of a configuration, for people; null where it is right. */
function configChanges(
  wanted: Readonly<Record<string, string>>,
  found: Record<string, string> | null,
): string[] | null {
  if (found === null) return [`connector ${connectorName}`]
  const different = differingKeys(wanted, found)
  return different.length === 0 ? null : different.map((key) => `connector: ${key}`)
}

const restarted = 'connector: failed task restarted'
const resumed = 'connector: resumed'

async function applyConfig(rest: ConnectRest, endpoints: Endpoints, signal: AbortSignal): Promise<string[]> {
  const wanted = connectorConfig(endpoints)
  const changes = configChanges(wanted, await rest.config(connectorName))
  if (changes !== null) await patiently(signal, () => rest.putConfig(connectorName, wanted))
  return changes ?? []
}

/** Waits until all runs; what has failed is restarted a few times, what is paused is resumed. */
async function untilRunning(rest: ConnectRest, signal: AbortSignal): Promise<string[]> {
  const changed: string[] = []
  let restarts = 0
  let hasResumed = false
  for (;;) {
    const verdict = connectorVerdict(await rest.status(connectorName))
    switch (verdict.kind) {
      case 'running':
        return changed
      case 'failed':
        if (restarts === restartLimit) {
          throw new MarsadError('connector_failed', { reason: verdict.reason }, new Error(verdict.trace))
        }
        restarts += 1
        if (restarts === 1) changed.push(restarted)
        await patiently(signal, () => rest.restartFailed(connectorName))
        // The status still says FAILED for a moment after the restart was accepted, a long one on a busy machine.
        await pause(restarts * settleMs, signal)
        break
      case 'paused':
        if (!hasResumed) {
          hasResumed = true
          changed.push(resumed)
          await patiently(signal, () => rest.resume(connectorName))
        }
        break
      case 'waiting':
    }
    await pause(pollMs, signal)
    signal.throwIfAborted()
  }
}

/**
 * Makes the connector, or gives it its configuration again where that differs, and waits until connector and task run.
 * @returns what it changed.
 * @throws MarsadError `connector_failed` {reason}; `prepare_failed` {step: 'connector'} for all else.
 */
export async function prepareConnector(endpoints: Endpoints, signal: AbortSignal): Promise<string[]> {
  try {
    return await withLimit(signal, runLimitMs, async (limited) => {
      const rest = connectRest(endpoints.connect, limited)
      try {
        const changed = await applyConfig(rest, endpoints, limited)
        return [...changed, ...(await untilRunning(rest, limited))]
      } catch (thrown) {
        if (thrown instanceof MarsadError || !limited.aborted || signal.aborted) throw thrown
        throw new MarsadError('connector_failed', { reason: `not running after ${runLimitMs / 1000} s` }, thrown)
      }
    })
  } catch (thrown) {
    if (thrown instanceof MarsadError) throw thrown
    throw new MarsadError('prepare_failed', { step: 'connector' }, hideSecrets(thrown, endpoints))
  }
}

/**
 * What {@link prepareConnector} would change now, in the same words; writes nothing. A new configuration restarts the tasks by itself,
 * so that what has failed then needs no restart of its own.
 * @throws MarsadError `prepare_failed` {step: 'connector'}.
 */
export async function previewConnector(endpoints: Endpoints, signal: AbortSignal): Promise<string[]> {
  try {
    const rest = connectRest(endpoints.connect, signal)
    const changes = configChanges(connectorConfig(endpoints), await rest.config(connectorName))
    const verdict = connectorVerdict(await rest.status(connectorName))
    return [
      ...(changes ?? []),
      ...(changes === null && verdict.kind === 'failed' ? [restarted] : []),
      ...(verdict.kind === 'paused' ? [resumed] : []),
    ]
  } catch (thrown) {
    throw new MarsadError('prepare_failed', { step: 'connector' }, hideSecrets(thrown, endpoints))
  }
}
