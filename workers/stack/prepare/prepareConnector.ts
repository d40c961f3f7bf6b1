import { connectorName } from '../../../contract/pipeline'
import { MarsadError } from '../../../contract/errors'
import type { Endpoints } from '../../../contract/workers'
import { pause } from '../../shared/pause'
import { connectorConfig, differingKeys } from './connectorConfig'
import { ConnectRefusal, connectRest, type ConnectRest } from './connectRest'
import { connectorVerdict } from './connectorVerdict'

/** How long connector and task may take to run: the first start makes the slot. */
const runLimitMs = 60_000
const pollMs = 50
const conflict = 409

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

async function applyConfig(rest: ConnectRest, endpoints: Endpoints, signal: AbortSignal): Promise<string[]> {
  const wanted = connectorConfig(endpoints)
  const found = await rest.config(connectorName)
  const different = found === null ? null : differingKeys(wanted, found)
  if (different?.length === 0) return []
  await patiently(signal, () => rest.putConfig(connectorName, wanted))
  return different === null ? [`connector ${connectorName}`] : different.map((key) => `connector: ${key}`)
}

/** Waits until all runs; what has failed gets one more try, what is paused is resumed. */
async function untilRunning(rest: ConnectRest, signal: AbortSignal): Promise<string[]> {
  const changed: string[] = []
  let restarted = false
  let resumed = false
  for (;;) {
    const verdict = connectorVerdict(await rest.status(connectorName))
    switch (verdict.kind) {
      case 'running':
        return changed
      case 'failed':
        if (restarted) throw new MarsadError('connector_failed', { reason: verdict.reason }, new Error(verdict.trace))
        restarted = true
        changed.push('connector: failed task restarted')
        await patiently(signal, () => rest.restartFailed(connectorName))
        // The status still says FAILED for a moment after the restart was accepted.
        await pause(500, signal)
        break
      case 'paused':
        if (!resumed) {
          resumed = true
          changed.push('connector: resumed')
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
  const limit = AbortSignal.timeout(runLimitMs)
  const either = AbortSignal.any([signal, limit])
  const rest = connectRest(endpoints.connect.url, either)
  try {
    const changed = await applyConfig(rest, endpoints, either)
    return [...changed, ...(await untilRunning(rest, either))]
  } catch (thrown) {
    if (thrown instanceof MarsadError) throw thrown
    if (limit.aborted && !signal.aborted) {
      throw new MarsadError('connector_failed', { reason: `not running after ${runLimitMs / 1000} s` }, thrown)
    }
    throw new MarsadError('prepare_failed', { step: 'connector' }, thrown)
  }
}
