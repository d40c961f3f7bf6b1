/** Figures as the terminal shows them: unknown is a dash, never a zero. */
import type { Latency } from '../../contract/snapshot'

export const unknown = '–'
const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

export function countText(value: number | null | undefined): string {
  return value === null || value === undefined ? unknown : grouped.format(value)
}

/** Bytes with a unit of 1000. */
export function bytesText(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length - 1, value < 1 ? 0 : Math.floor(Math.log10(value) / 3))
  const scaled = value / 1000 ** power
  return `${power === 0 ? String(scaled) : scaled.toFixed(1)} ${units[power] ?? ''}`
}

/** Events a second, one place below a hundred. */
export function rateText(value: number | null | undefined): string {
  if (value === null || value === undefined) return unknown
  return value < 100 ? value.toFixed(1) : grouped.format(value)
}

/** p50/p99 in whole milliseconds. */
export function latencyText(latency: Latency | undefined): string {
  return latency === null || latency === undefined ? unknown : `${latency.p50.toFixed(0)}/${latency.p99.toFixed(0)}`
}

/** A duration in milliseconds, as seconds with one place. */
export function secondsText(ms: number): string {
  return (ms / 1000).toFixed(1)
}

/** How long something has lasted: seconds with one place for ten minutes, then hours, minutes, seconds. */
export function elapsedText(ms: number): string {
  const rounded = Math.max(0, ms)
  if (rounded < 600_000) return `${secondsText(rounded)} s`
  const seconds = Math.floor(rounded / 1000)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}
