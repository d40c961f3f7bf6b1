import { StringDecoder } from 'node:string_decoder'

/** No line is longer than this in the log; the rest of it starts a new one. */
const longestLine = 8192

/** Calls back with each line of a stream as it is complete, and with the unfinished rest at its end. */
export function forEachLine(stream: NodeJS.ReadableStream, listener: (line: string) => void): void {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  const take = (text: string): void => {
    const parts = (rest + text).split(/\r?\n/)
    rest = parts.pop() ?? ''
    if (rest.length > longestLine) {
      parts.push(rest)
      rest = ''
    }
    for (const part of parts) if (part.trim() !== '') listener(part)
  }
  stream.on('data', (chunk: Buffer) => take(decoder.write(chunk)))
  stream.on('end', () => {
    if (rest.trim() !== '') listener(rest)
    rest = ''
  })
}
