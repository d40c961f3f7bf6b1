import { memo } from 'react'
import './Sparkline.css'

export interface SparklineProps {
  /** Oldest first; drawn from zero to the largest. */
  readonly values: readonly number[]
  readonly width?: number
  readonly height?: number
  /** Without one it is decoration for a screen reader. */
  readonly label?: string
}

/** A small line of values over time, left to right in both languages. */
export const Sparkline = memo(function Sparkline({ values, width = 60, height = 16, label }: SparklineProps) {
  const top = Math.max(...values, 0)
  const step = values.length > 1 ? (width - 4) / (values.length - 1) : 0
  const points = values.map((value, index) => {
    const y = top === 0 ? height - 2 : height - 2 - (value / top) * (height - 4)
    return [2 + index * step, y] as const
  })
  const last = points.at(-1)
  return (
    <svg
      className="sparkline"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      <line className="sparkline-base" x1="0" y1={height - 0.5} x2={width} y2={height - 0.5} />
      <polyline points={points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')} />
      {last !== undefined && <circle cx={last[0].toFixed(1)} cy={last[1].toFixed(1)} r="1.6" />}
    </svg>
  )
})
