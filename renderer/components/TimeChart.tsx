import { useEffect, useMemo, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useFormats } from '../format/FormatsContext'
import { useTheme } from '../state/useTheme'
import './TimeChart.css'

export interface TimeSeries {
  readonly id: string
  readonly label: string
  /** Token of the line's colour. */
  readonly colour: 'c1' | 'c2' | 'c3' | 'c4' | 'c5' | 'c6'
  readonly dash?: boolean
  /** One value a step, oldest first; null where nothing was read (drawn as a gap). */
  readonly values: readonly (number | null)[]
}

export interface TimeChartProps {
  /** What is drawn, for a screen reader. */
  readonly label: string
  /** The chart in one sentence: latest values, extremes. */
  readonly summary: string
  /** Epoch ms of the first value. */
  readonly startAt: number
  readonly stepMs: number
  readonly series: readonly TimeSeries[]
  readonly formatValue: (value: number) => string
  /** Axis and cursor time; the local clock without it. */
  readonly formatTime?: (at: number) => string
  /** `none`: the surrounding draws a legend of its own, with what `onCursor` tells. */
  readonly legend?: 'above' | 'none'
  /** The step under the cursor; null when it has left. Keep its identity: a new one makes the chart anew. */
  readonly onCursor?: (index: number | null) => void
}

/** Values over time on a canvas, time from left to right in both languages, with a cursor that reads the values out. */
export function TimeChart(props: TimeChartProps) {
  const {
    label,
    summary,
    startAt,
    stepMs,
    series,
    formatValue,
    formatTime,
    legend: legendPlace = 'above',
    onCursor,
  } = props
  const formats = useFormats()
  const theme = useTheme()
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const time = formatTime ?? formats.clock

  // The chart is made anew only when its make-up changes; new values go into the one that is there.
  const makeUp = JSON.stringify(series.map(({ id, label: name, colour, dash }) => [id, name, colour, dash]))
  const legend = useRef<HTMLDivElement>(null)

  const data = useMemo<uPlot.AlignedData>(() => {
    const length = Math.max(0, ...series.map((one) => one.values.length))
    const times = Array.from({ length }, (_, index) => (startAt + index * stepMs) / 1000)
    return [times, ...series.map((one) => Array.from({ length }, (_, index) => one.values[index] ?? null))]
  }, [series, startAt, stepMs])
  const latest = useRef({ data, series })

  useEffect(() => {
    latest.current = { data, series }
    plot.current?.setData(data)
  }, [data, series])

  useEffect(() => {
    const host = box.current
    if (host === null) return
    const token = (name: string): string => getComputedStyle(host).getPropertyValue(`--${name}`).trim()
    const font = `11px ${token('font-ui')}`
    const axis = {
      stroke: token('muted'),
      font,
      grid: { stroke: token('line-soft'), width: 1 },
      ticks: { show: false },
    }
    const chart = new uPlot(
      {
        width: Math.max(host.clientWidth, 80),
        height: Math.max(host.clientHeight, 60),
        padding: [8, 32, 0, 0],
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false, setScale: false }, points: { size: 7 } },
        scales: { y: { range: (_plot, _low, high) => [0, high <= 0 ? 1 : high * 1.15] } },
        axes: [
          { ...axis, space: 72, size: 24, gap: 6, values: (_plot, splits) => splits.map((at) => time(at * 1000)) },
          {
            ...axis,
            space: 32,
            size: 48,
            gap: 6,
            values: (_plot, splits) => splits.map((value) => formatValue(value)),
          },
        ],
        series: [
          {},
          ...latest.current.series.map((line) => ({
            label: line.label,
            stroke: token(line.colour),
            width: 1.6,
            points: { show: false },
            spanGaps: false,
            ...(line.dash === true ? { dash: [4, 3] } : {}),
          })),
        ],
        hooks: {
          setCursor: [
            (self) => {
              writeLegend(legend.current, self, time, formatValue)
              onCursor?.(self.cursor.idx ?? null)
            },
          ],
          setData: [(self) => writeLegend(legend.current, self, time, formatValue)],
        },
      },
      latest.current.data,
      host,
    )
    plot.current = chart
    writeLegend(legend.current, chart, time, formatValue)
    const resized = new ResizeObserver(() => {
      chart.setSize({ width: Math.max(host.clientWidth, 80), height: Math.max(host.clientHeight, 60) })
    })
    resized.observe(host)
    return () => {
      resized.disconnect()
      plot.current = null
      chart.destroy()
    }
  }, [makeUp, theme, time, formatValue, onCursor])

  return (
    <div className="time-chart" role="img" aria-label={`${label}. ${summary}`}>
      {legendPlace === 'above' && (
        <div className="time-chart-legend" ref={legend} aria-hidden>
          {series.map((one) => (
            <span key={one.id} className="time-chart-key">
              <i className={`time-chart-swatch swatch-${one.colour}`} />
              {one.label}
              <b className="time-chart-value" />
            </span>
          ))}
          <span className="time-chart-time" />
        </div>
      )}
      <div className="time-chart-plot" dir="ltr" ref={box} aria-hidden />
    </div>
  )
}

/** Writes the values under the cursor (or the latest) without a React render: the cursor moves at the screen's pace. */
function writeLegend(
  legend: HTMLElement | null,
  plot: uPlot,
  time: (at: number) => string,
  formatValue: (value: number) => string,
): void {
  if (legend === null) return
  const index = plot.cursor.idx ?? null
  const values = legend.querySelectorAll('.time-chart-value')
  values.forEach((element, position) => {
    const line = plot.data[position + 1] ?? []
    const at = index ?? line.length - 1
    const value = line[at]
    element.textContent = typeof value === 'number' ? formatValue(value) : '–'
  })
  const shown = index === null ? undefined : plot.data[0][index]
  const clock = legend.querySelector('.time-chart-time')
  if (clock !== null) clock.textContent = shown === undefined ? '' : time(shown * 1000)
}
