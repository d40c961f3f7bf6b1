/** Where a variant's connections go instead: the harness's proxy, whose ports lie beside the variant. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { place } from './place'

/** The file of {@link ProxyPorts} in a variant's folder. */
export const proxyFile = 'proxy.json'
const proxyPortsSchema = z.object({ kafka: z.int(), redis: z.int() })
export type ProxyPorts = z.infer<typeof proxyPortsSchema>

/** @throws what reading the file throws: a variant without its proxy must not go past it in silence. */
export function proxyPorts(): ProxyPorts {
  return proxyPortsSchema.parse(JSON.parse(readFileSync(join(place, proxyFile), 'utf8')))
}
