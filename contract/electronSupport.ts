/** Which Electron a window runs in, and whether its makers still fix it: they keep the newest three majors up to date. */
import { z } from 'zod'

/** Looked up on 2026-11-30. Move both with the pin in package.json (a test compares them). */
export const electronSupport = { oldestSupported: 43, newest: 45 } as const

export const electronSnapshotSchema = z.object({
  version: z.string(),
  /** False: holes that are found in it are not closed any more. */
  supported: z.boolean(),
})
export type ElectronSnapshot = z.infer<typeof electronSnapshotSchema>

/** @param version such as 45.4.1; null where there is no Electron. */
export function electronState(version: string | null): ElectronSnapshot | null {
  if (version === null) return null
  return { version, supported: Number.parseInt(version, 10) >= electronSupport.oldestSupported }
}
