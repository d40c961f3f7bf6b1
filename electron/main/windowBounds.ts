/** Where the window was, so that it comes back there: `<data>/window.json`. */
import { z } from 'zod'
import { readTextFile } from '../../files/readTextFile'

export const smallest = { width: 960, height: 640 } as const
const usual = { width: 1280, height: 800 } as const

const boundsSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(smallest.width).max(20_000),
  height: z.int().min(smallest.height).max(20_000),
})
export const windowPlaceSchema = z.object({ bounds: boundsSchema, maximized: z.boolean() })
export type WindowPlace = z.infer<typeof windowPlaceSchema>

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What to open the window with: no position means the middle of the screen. */
export interface FirstPlace {
  readonly bounds: { readonly width: number; readonly height: number; readonly x?: number; readonly y?: number }
  readonly maximized: boolean
}

/** The place kept in a file; what is missing, broken or on no present display gives the usual one. */
export function readPlace(file: string, displays: readonly Rectangle[]): FirstPlace {
  const kept = parsePlace(file)
  if (kept === null || !displays.some((display) => overlaps(kept.bounds, display))) {
    return { bounds: usual, maximized: kept?.maximized ?? false }
  }
  return kept
}

function parsePlace(file: string): WindowPlace | null {
  try {
    return windowPlaceSchema.parse(JSON.parse(readTextFile(file, 'refuse') ?? ''))
  } catch {
    // Nothing kept yet, or not understood: a window in its usual place says enough.
    return null
  }
}

/** Enough of the window is on the display to take hold of its title. */
function overlaps(a: Rectangle, b: Rectangle): boolean {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return width >= 120 && height >= 60
}
