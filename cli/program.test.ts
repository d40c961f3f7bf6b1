import { CommanderError, type Command } from 'commander'
import { expect, test, vi } from 'vitest'
import { createProgram } from './program'
import { textIn } from './text/text'

function parse(args: readonly string[]): { called: string; options: unknown; complaint: string } {
  const result = { called: '', options: null as unknown, complaint: '' }
  const action = (name: string) => (options: unknown) => {
    result.called = name
    result.options = options
    return Promise.resolve()
  }
  const program = createProgram(
    {
      up: action('up'),
      status: action('status'),
      down: action('down'),
      generate: action('generate'),
      reconcile: action('reconcile'),
      backfill: action('backfill'),
      deadLetters: action('deadLetters'),
      doctor: action('doctor'),
      fault: (act, name, options) => action('fault')({ act, name, ...options }),
      resend: (place, options) => action('resend')({ place, ...options }),
    },
    textIn('en'),
    '1.2.3',
    '/default',
  )
  const quiet = (command: Command): void => {
    command.exitOverride().configureOutput({
      writeOut: (text) => (result.complaint += text),
      writeErr: (text) => (result.complaint += text),
    })
    command.commands.forEach(quiet)
  }
  quiet(program)
  program.parse(['node', 'marsad', ...args])
  return result
}

test('up with everything, and with nothing', () => {
  expect(
    parse([
      'up',
      '--stack',
      'embedded',
      '--data',
      '/d',
      '--for',
      '30',
      '--events-per-second',
      '0',
      '--report',
      'r.json',
    ]),
  ).toMatchObject({
    called: 'up',
    options: { stack: 'embedded', data: '/d', for: 30, eventsPerSecond: 0, report: 'r.json' },
  })
  expect(parse(['up']).options).toEqual({ data: '/default', prepare: false, asRoot: false })
})

test('dead-letters and resend', () => {
  expect(parse(['dead-letters', '--json'])).toMatchObject({ called: 'deadLetters', options: { json: true } })
  expect(parse(['resend', '2/17', '--value', 'v.json', '--check'])).toMatchObject({
    called: 'resend',
    options: { place: { partition: 2, offset: '17' }, value: 'v.json', check: true },
  })
  expect(() => parse(['resend', '17'])).toThrow('such as 0/12')
})

test('status, down and generate', () => {
  expect(parse(['status', '--json'])).toMatchObject({ called: 'status', options: { json: true, data: '/default' } })
  expect(parse(['down', '--wipe', '--yes', '--data', '/d'])).toMatchObject({
    called: 'down',
    options: { wipe: true, yes: true, data: '/d' },
  })
  expect(parse(['down'])).toMatchObject({ options: { wipe: false, yes: false } })
  expect(parse(['generate', '--events', '1000', '--rate', '2.5'])).toMatchObject({
    called: 'generate',
    options: { events: 1000, rate: 2.5 },
  })
})

test('reconcile and backfill, their spans by time or by ids', () => {
  const none = { data: '/default', json: false, agree: false }
  expect(parse(['reconcile'])).toMatchObject({ called: 'reconcile', options: { ...none, repair: false, wait: 20 } })
  expect(
    parse(['reconcile', '--from', '2026-11-24T10:00Z', '--to', '2026-11-24T11:00Z', '--json', '--repair', '--agree'])
      .options,
  ).toMatchObject({
    from: Date.UTC(2026, 10, 24, 10),
    to: Date.UTC(2026, 10, 24, 11),
    json: true,
    repair: true,
    agree: true,
  })
  expect(parse(['backfill', '--ids', '5-17', '--dry-run', '--all', '--rate', '100'])).toMatchObject({
    called: 'backfill',
    options: { ...none, ids: { first: 5, last: 17 }, dryRun: true, all: true, resume: false, rate: 100 },
  })
  expect(parse(['backfill', '--resume']).options).toMatchObject({ resume: true })
  const before = Date.now()
  expect(parse(['reconcile', '--from', '-1h']).options).toSatisfy(
    (options: { from: number }) => options.from >= before - 3_600_000 && options.from <= Date.now() - 3_600_000,
  )
})

test.each([
  [['reconcile', '--from', 'yesterday']],
  [['reconcile', '--ids', '9-5']],
  [['reconcile', '--ids', '1-2', '--from', '-1h']],
  [['backfill', '--resume', '--ids', '1-2']],
  [['backfill', '--resume', '--dry-run']],
  [['upp']],
  [['up', '--stack', 'podman']],
  [['up', '--for', 'soon']],
  [['up', '--for', '0']],
  [['up', '--for', '']],
  [['up', '--events-per-second', '1.5']],
  [['up', '--events-per-second', '-1']],
  [['up', '--data']],
  [['generate']],
  [['generate', '--events', '0']],
  [['generate', '--events', '1e9']],
  [['status', '--verbose']],
  [['status', 'extra']],
])('%j is refused', (args) => {
  const exit = vi.fn()
  try {
    parse(args)
  } catch (thrown) {
    exit(thrown instanceof CommanderError ? thrown.exitCode : thrown)
  }
  expect(exit).toHaveBeenCalledWith(1)
})

test('a fault is listed, put in and healed by its name', () => {
  expect(parse(['fault', 'list', '--json'])).toMatchObject({
    called: 'fault',
    options: { act: 'list', name: null, json: true },
  })
  expect(parse(['fault', 'inject', 'pause-redis'])).toMatchObject({ options: { act: 'inject', name: 'pause-redis' } })
  expect(parse(['fault', 'heal', 'pause-redis'])).toMatchObject({ options: { act: 'heal', name: 'pause-redis' } })
})
