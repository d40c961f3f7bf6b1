import type { z } from 'zod'
import { hasCode } from '../../../../common/hasCode'
import { isFree } from '../../ports/choosePort'
import { unknownOwner } from '../../ports/portOwner'
import type { ComposeService } from '../compose/project'
import type { containerListSchema } from '../engine/engineAnswers'
import { labelNames } from '../engine/labels'
import { holderName, portHolder } from '../engine/portHolder'
import type { HeldPort } from './checks'

/** The ports that services are to publish, each with its service. */
export const publishedPorts = (
  services: readonly Pick<ComposeService, 'name' | 'ports'>[],
): { readonly service: string; readonly port: number; readonly protocol: 'tcp' | 'udp'; readonly address: string }[] =>
  services.flatMap(({ name, ports }) =>
    ports.flatMap(({ hostPort, protocol, hostAddress }) =>
      hostPort === null ? [] : [{ service: name, port: hostPort, protocol, address: hostAddress ?? '0.0.0.0' }],
    ),
  )

/**
 * Which of them others hold: containers of other projects, and programs. What the project's own containers hold is theirs.
 * @param portOwner names a program; null where ports are published on another machine, whose programs nobody here can see.
 */
export async function heldPorts(
  project: string,
  services: readonly Pick<ComposeService, 'name' | 'ports'>[],
  running: z.infer<typeof containerListSchema>,
  portOwner: ((port: number) => Promise<string>) | null,
): Promise<HeldPort[]> {
  const held = await Promise.all(
    publishedPorts(services).map(async ({ service, port, protocol, address }): Promise<HeldPort | null> => {
      const holder = portHolder(running, port, protocol)
      if (holder !== null) {
        return holder.Labels[labelNames.project] === project ? null : { service, port, owner: holderName(holder) }
      }
      if (portOwner === null || protocol === 'udp' || !(await isTaken(port, address))) return null
      const owner = await portOwner(port)
      if (owner !== unknownOwner) return { service, port, owner }
      // Only the administrator may listen there: that it was refused says nothing of others.
      return port <= lastReservedPort && process.getuid?.() !== 0 ? null : { service, port, owner: null }
    }),
  )
  return held.filter((one) => one !== null)
}

const lastReservedPort = 1023

async function isTaken(port: number, address: string): Promise<boolean> {
  try {
    return !(await isFree(port, address))
  } catch (thrown) {
    // No address of this machine: the engine itself will say so.
    if (hasCode(thrown, 'EADDRNOTAVAIL')) return false
    throw thrown
  }
}
