/** The engine's answers as far as they are read. Source: Docker Engine API v1.41; Podman leaves some of it out. */
import { z } from 'zod'

const words = z
  .union([z.array(z.string()), z.string().transform((word) => [word])])
  .nullish()
  .transform((list) => list ?? [])
const labels = z
  .record(z.string(), z.string())
  .nullish()
  .transform((found) => found ?? {})
const folders = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((found) => Object.keys(found ?? {}))
const healthcheck = z
  .object({
    Test: words,
    Interval: z.number().default(0),
    Timeout: z.number().default(0),
    StartPeriod: z.number().default(0),
    Retries: z.number().default(0),
  })
  .nullish()

export const containerListSchema = z.array(
  z.object({
    Id: z.string(),
    Names: z.array(z.string()),
    Labels: labels,
    Ports: z
      .array(z.object({ PublicPort: z.number().optional(), Type: z.string().optional() }))
      .nullish()
      .transform((ports) => ports ?? []),
  }),
)

export const containerSchema = z.object({
  Id: z.string(),
  Name: z.string(),
  Image: z.string(),
  RestartCount: z.number().default(0),
  State: z.object({
    Status: z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']),
    ExitCode: z.number().default(0),
    OOMKilled: z.boolean().default(false),
    Error: z.string().default(''),
    Health: z.object({ Status: z.string(), Log: z.array(z.object({ Output: z.string() })).nullish() }).nullish(),
  }),
  Config: z.object({ Env: words, Cmd: words, Entrypoint: words, Labels: labels, Healthcheck: healthcheck }),
  HostConfig: z.object({
    PortBindings: z
      .record(
        z.string(),
        z.array(z.object({ HostIp: z.string().default(''), HostPort: z.string().default('') })).nullable(),
      )
      .nullish(),
    RestartPolicy: z.object({ Name: z.string(), MaximumRetryCount: z.number().default(0) }).nullish(),
    Memory: z.number().default(0),
  }),
  Mounts: z
    .array(
      z.object({
        Type: z.string(),
        Name: z.string().optional(),
        Source: z.string().default(''),
        Destination: z.string(),
        RW: z.boolean().default(true),
      }),
    )
    .nullish()
    .transform((mounts) => mounts ?? []),
  NetworkSettings: z.object({
    Networks: z
      .record(z.string(), z.unknown())
      .nullish()
      .transform((networks) => Object.keys(networks ?? {})),
  }),
})
export type ContainerAnswer = z.infer<typeof containerSchema>

export const networkListSchema = z.array(
  z.object({
    Id: z.string(),
    Name: z.string(),
    Driver: z.string().default(''),
    Internal: z.boolean().default(false),
    Labels: labels,
  }),
)

export const volumeListSchema = z.object({
  Volumes: z
    .array(z.object({ Name: z.string(), Labels: labels }))
    .nullish()
    .transform((volumes) => volumes ?? []),
})

export const imageSchema = z.object({
  Id: z.string(),
  Config: z.object({ Env: words, Cmd: words, Entrypoint: words, Volumes: folders, Healthcheck: healthcheck }).nullish(),
})
export type HealthcheckAnswer = z.infer<typeof healthcheck>
