/** What a command may use of the terminal it was typed into; a parameter so that tests can look on. */
export interface Terminal {
  /** Writes a line to standard output. */
  print(line: string): void
  /** Writes a line to standard error. */
  complain(line: string): void
  /** Writes control sequences and text as they are. */
  draw(raw: string): void
  /** Whether standard output is a terminal that can be redrawn in place. */
  readonly live: boolean
  /** Whether a question can be asked. */
  readonly canAsk: boolean
  readonly colour: boolean
  columns(): number
  rows(): number
}

export function processTerminal(): Terminal {
  const { stdout, stderr, stdin, env } = process
  // A reader that has gone (`marsad status | head -1`) is no fault of ours.
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
    })
  }
  return {
    print: (line) => void stdout.write(`${line}\n`),
    complain: (line) => void stderr.write(`${line}\n`),
    draw: (raw) => void stdout.write(raw),
    live: stdout.isTTY && env['TERM'] !== 'dumb',
    canAsk: stdin.isTTY && stdout.isTTY,
    colour: stdout.isTTY && (env['NO_COLOR'] ?? '') === '',
    columns: () => stdout.columns,
    rows: () => stdout.rows,
  }
}
