/** Metrics whose values are counted elsewhere and read when somebody scrapes. */
import { Counter, Gauge } from 'prom-client'
import type { MetricsRegistry } from './metricsServer'

interface Metric {
  /** Without `_total`, which the format adds to a counter. */
  readonly name: string
  readonly help: string
}

/** A value for each value of a label. */
export type Labelled = Iterable<readonly [label: string, value: number]>

export function liveCounter(registry: MetricsRegistry, { name, help }: Metric, read: () => number): void {
  new Counter({
    name,
    help,
    registers: [registry],
    collect() {
      this.reset()
      this.inc(read())
    },
  })
}

export function liveCounters(
  registry: MetricsRegistry,
  { name, help, label }: Metric & { readonly label: string },
  read: () => Labelled,
): void {
  new Counter({
    name,
    help,
    registers: [registry],
    labelNames: [label],
    collect() {
      this.reset()
      for (const [of, value] of read()) this.labels(of).inc(value)
    },
  })
}

export function liveGauge(registry: MetricsRegistry, { name, help }: Metric, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read())
    },
  })
}

export function liveGauges(
  registry: MetricsRegistry,
  { name, help, label }: Metric & { readonly label: string },
  read: () => Labelled,
): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    labelNames: [label],
    collect() {
      this.reset()
      for (const [of, value] of read()) this.labels(of).set(value)
    },
  })
}
