/**
 * The guardian: a plain Node process that ends the services when the process that owns them is gone, however it went.
 * Started with the path of services.json. A closed terminal or Ctrl-C must not reach it; SIGTERM ends it.
 */
import { keepFilesPrivate } from '../../../contract/keepFilesPrivate'
import { guard } from './guard'

keepFilesPrivate()
process.on('SIGHUP', () => undefined)
process.on('SIGINT', () => undefined)
process.title = 'marsad-guardian'

const [path] = process.argv.slice(2)
if (path === undefined) throw new Error('usage: guardian.js <services.json>')
await guard(path, process.pid, (text) => process.stdout.write(`${new Date().toISOString()} INFO ${text}\n`))
