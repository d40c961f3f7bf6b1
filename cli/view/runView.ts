/** Shows a run while it lasts: redrawn in place on a terminal, a line a second elsewhere. */
import { sentenceOf, type MessageLanguage } from '../../contract/messages/message'
import type { Failure } from '../../contract/errors'
import type { ConsoleSnapshot } from '../../contract/snapshot'
import type { MarsadConsole } from '../../host/console'
import type { Terminal } from '../terminal'
import { textIn } from '../text/text'
import { boardLines } from './board'
import { plainLine } from './plainLine'

export interface RunView {
  /** A sentence beside the picture: what happens next. */
  say(line: string): void
  /** Gives the terminal back as it was; what was said is repeated below. */
  close(): void
}

const csi = '\u001b['
const enterBoard = `${csi}?1049h${csi}?25l`
/** A sentence stands in the board's last line for so long, in milliseconds. */
const sayingMs = 8000
const leaveBoard = `${csi}?25h${csi}?1049l`

export function showRun(marsad: MarsadConsole, terminal: Terminal, language: MessageLanguage): RunView {
  return terminal.live ? showLive(marsad, terminal, language) : showPlain(marsad, terminal, language)
}

function showLive(marsad: MarsadConsole, terminal: Terminal, language: MessageLanguage): RunView {
  const said: { line: string; at: number }[] = []
  const draw = (): void => {
    const style = { language, colour: terminal.colour, columns: terminal.columns(), rows: terminal.rows() }
    const lines = boardLines(marsad.snapshot(), Date.now(), style)
    const last = said.at(-1)
    if (last !== undefined && performance.now() - last.at < sayingMs) lines[lines.length - 1] = last.line
    // Each line is wiped to its end and the rest of the screen below: no flicker of an empty screen in between.
    terminal.draw(`${csi}H${lines.map((line) => `${line}${csi}K`).join('\r\n')}${csi}J`)
  }
  // A crash must not leave the person in an empty screen without a cursor.
  const restore = (): void => terminal.draw(leaveBoard)
  process.once('exit', restore)
  terminal.draw(enterBoard)
  draw()
  const timer = setInterval(draw, 250)
  return {
    say: (line) => {
      said.push({ line, at: performance.now() })
      draw()
    },
    close: () => {
      clearInterval(timer)
      process.off('exit', restore)
      restore()
      said.forEach(({ line }) => terminal.print(line))
    },
  }
}

function showPlain(marsad: MarsadConsole, terminal: Terminal, language: MessageLanguage): RunView {
  const text = textIn(language)
  const told = new Set<string>()
  const tell = (failure: Failure): void => {
    // How long a silence has lasted changes with each look; it is the same silence.
    const { seconds: _, ...about } = failure.details
    const key = `${failure.code} ${JSON.stringify(about)}`
    if (told.has(key)) return
    told.add(key)
    terminal.print(`${text('label.notice')}: ${sentenceOf(failure, language)}`)
  }
  const unsubscribe = marsad.subscribe((snapshot) => newsOf(snapshot).forEach(tell))
  newsOf(marsad.snapshot()).forEach(tell)
  const timer = setInterval(() => terminal.print(plainLine(marsad.snapshot(), Date.now(), language)), 1000)
  return {
    say: (line) => terminal.print(line),
    close: () => {
      clearInterval(timer)
      unsubscribe()
    },
  }
}

/** What a person should be told once, when it happens: replaced ports, notices, parts that ended. */
function newsOf(snapshot: ConsoleSnapshot): Failure[] {
  const ports = snapshot.stack.services.flatMap(({ name, port, portTaken }): Failure[] =>
    portTaken === null
      ? []
      : [
          {
            code: 'port_taken',
            details: { service: name, port: portTaken.wanted, owner: portTaken.owner, used: port },
            cause: null,
          },
        ],
  )
  const parts = [...snapshot.stack.services, ...snapshot.workers].map((part) => part.failure)
  return [...ports, ...snapshot.notices.map((notice) => notice.failure), ...parts.filter((failure) => failure !== null)]
}
