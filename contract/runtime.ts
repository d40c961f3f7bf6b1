/** What set-up brought to this machine, as runtime/setup writes it and the stack reads it. All paths are absolute. */
import { z } from 'zod'

export const runtimeManifestSchema = z.object({
  /** Grows when the meaning of a field changes. */
  format: z.literal(1),
  java: z.string(),
  /** A plain Node executable: chdb cannot live inside Electron. */
  node: z.string(),
  /**
   * Null where no window can be opened (no Electron runtime, or asked not to bring one). The executable is the one for development and
   * the tests, with its inspector open; `npm start` runs the hardened copy beside it (runtime/setup/steps/hardenedElectron.mjs).
   */
  electron: z.object({ executable: z.string(), version: z.string() }).nullable(),
  kafka: z.object({
    version: z.string(),
    /** Folder of the broker's and Connect's jars. */
    libs: z.string(),
    /** `plugin.path`: one folder a plugin. */
    plugins: z.string(),
    debeziumVersion: z.string(),
    /** Class data archives for -XX:SharedArchiveFile, null until built. */
    archives: z.object({ kafka: z.string().nullable(), connect: z.string().nullable() }),
  }),
  postgres: z.object({ version: z.string(), bin: z.string() }),
  redis: z.object({ version: z.string(), server: z.string() }),
})
export type RuntimeManifest = z.infer<typeof runtimeManifestSchema>
