import type { z } from 'zod'
import type { containerListSchema } from './engineAnswers'
import { labelNames } from './labels'

type ListedContainer = z.infer<typeof containerListSchema>[number]

/** The container that has published a port of the engine's machine; null when none has. */
export function portHolder(
  running: readonly ListedContainer[],
  port: number,
  protocol: string,
): ListedContainer | null {
  const holds = ({ Ports }: ListedContainer): boolean =>
    Ports.some(({ PublicPort, Type }) => PublicPort === port && (Type ?? protocol) === protocol)
  return running.find(holds) ?? null
}

/** A container as people know it, and the Compose project that it belongs to. */
export function holderName({ Names, Labels }: ListedContainer): string {
  const name = Names[0]?.replace(/^\//, '') ?? ''
  const project = Labels[labelNames.project]
  return project === undefined ? name : `${name} (Compose: ${project})`
}
