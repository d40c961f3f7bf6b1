/** The host of the embedded stack answers on the loopback only; this takes what comes to the container's address there. */
import { connect, createServer } from 'node:net'

// The first process of a container has no default for a signal; the host has its own from its first answer on.
const endEarly = () => process.exit(0)
process.on('SIGTERM', endEarly)
await import(new URL('clickhouse-host.js', import.meta.url).href)
process.off('SIGTERM', endEarly)

createServer({ allowHalfOpen: true }, (outside) => {
  const inside = connect({ port: 18123, host: '127.0.0.1', allowHalfOpen: true })
  outside.pipe(inside).pipe(outside)
  outside.on('error', () => inside.destroy())
  inside.on('error', () => outside.destroy())
}).listen(8123, '0.0.0.0')
