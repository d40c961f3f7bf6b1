/** Reads the OpenMetrics text format strictly, as far as the workers use it. */

export interface MetricFamily {
  readonly type: string
  readonly help: string
  /** By sample, labels included, as written: `name{label="value"}`. */
  readonly samples: ReadonlyMap<string, number>
}

const suffixes: Readonly<Record<string, readonly string[]>> = {
  counter: ['_total'],
  gauge: [''],
  histogram: ['_bucket', '_sum', '_count'],
}

/** @throws where a line breaks the format: no `# EOF` at the end, a sample without its family, a counter without `_total`. */
export function parseOpenMetrics(text: string): Map<string, MetricFamily> {
  if (!text.endsWith('# EOF\n')) throw new Error('it does not end with # EOF')
  const families = new Map<string, { type: string; help: string; samples: Map<string, number> }>()
  let name = ''
  for (const line of text.split('\n').slice(0, -2)) {
    if (line === '') continue
    const meta = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line)
    if (meta !== null) {
      name = meta[2] ?? ''
      const family = families.get(name) ?? { type: '', help: '', samples: new Map<string, number>() }
      families.set(name, meta[1] === 'HELP' ? { ...family, help: meta[3] ?? '' } : { ...family, type: meta[3] ?? '' })
      continue
    }
    const sample = /^(([a-z_]+)(?:\{[^}]*\})?) (\S+)$/.exec(line)
    const family = families.get(name)
    if (sample === null || family === undefined) throw new Error(`not of the format: ${line}`)
    const [, whole = '', written = '', value = ''] = sample
    if (!(suffixes[family.type] ?? []).some((suffix) => written === name + suffix)) {
      throw new Error(`${written} is no sample of the ${family.type} ${name}`)
    }
    if (family.samples.has(whole)) throw new Error(`${whole} is there twice`)
    family.samples.set(whole, Number(value))
  }
  return new Map(families)
}
