/** A support bundle: what somebody who helps needs to see, with secrets and personal data masked. */
import { z } from 'zod'
import { failureSchema } from './errors'

/** What is masked, in the order in which it is told. The same value has the same mask wherever it stands in a bundle, secrets apart. */
export const maskKinds = ['secret', 'person', 'id', 'email', 'address', 'value', 'home'] as const
export type MaskKind = (typeof maskKinds)[number]
const count = z.int().nonnegative()
export const maskedSchema = z.object({
  /** Passwords, tokens, keys. */
  secret: count,
  /** Users of the events. */
  person: count,
  /** UUIDs: of contents, and of users where nothing says so. */
  id: count,
  email: count,
  /** IP addresses beyond this machine. */
  address: count,
  /** Values of messages and rows, and titles. */
  value: count,
  /** Home folders. */
  home: count,
} satisfies Record<MaskKind, z.ZodType>)
export type Masked = z.infer<typeof maskedSchema>

/** The parts of a bundle, one file each. */
export const bundleParts = [
  'findings',
  'snapshot',
  'connector',
  'settings',
  'secrets',
  'actions',
  'versions',
  'environment',
  'logs',
] as const
export const bundlePartSchema = z.enum(bundleParts)
export type BundlePart = z.infer<typeof bundlePartSchema>

/** A part that is not in it, or not whole, and why. */
export const missingPartSchema = z.object({ part: bundlePartSchema, failure: failureSchema })
export type MissingPart = z.infer<typeof missingPartSchema>

export const bundleSchema = z.object({
  /** `name`: path within the bundle. */
  files: z.array(z.object({ name: z.string(), text: z.string() })),
  parts: z.array(bundlePartSchema),
  missing: z.array(missingPartSchema),
  masked: maskedSchema,
})
export type Bundle = z.infer<typeof bundleSchema>

export const savedBundleSchema = z.object({
  path: z.string(),
  bytes: count,
  parts: z.array(bundlePartSchema),
  missing: z.array(missingPartSchema),
  masked: maskedSchema,
})
export type SavedBundle = z.infer<typeof savedBundleSchema>
