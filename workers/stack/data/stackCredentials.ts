/** `<data>/credentials.json`: random passwords of the console's own accounts in the embedded services. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { stackCredentialsSchema, type StackCredentials } from '../../../contract/loopbackEndpoints'
import { hasCode } from '../../shared/hasCode'
import { link, open, readFile, rm } from 'node:fs/promises'

const fileName = 'credentials.json'
/** 144 bits in letters that need no escape in any configuration file or address. */
const passwordBytes = 18

/**
 * Reads the passwords of a data folder and makes them where there are none yet. Of two callers at once both get the same.
 * @throws what reading or writing fails with, and a ZodError or SyntaxError for a file that is not ours.
 */
export async function openStackCredentials(dataFolder: string): Promise<StackCredentials> {
  const path = join(dataFolder, fileName)
  return (await readCredentials(path)) ?? makeCredentials(path)
}

async function readCredentials(path: string): Promise<StackCredentials | null> {
  try {
    return stackCredentialsSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return null
    throw thrown
  }
}

async function makeCredentials(path: string): Promise<StackCredentials> {
  const credentials: StackCredentials = {
    postgres: password(),
    debezium: password(),
    kafka: password(),
    kafkaBroker: password(),
    kafkaClickhouse: password(),
    connect: password(),
    clickhouse: password(),
    redis: password(),
  }
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  try {
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(`${JSON.stringify(credentials, null, 2)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    // `link` fails where another caller was first: then theirs counts.
    await link(draft, path)
    return credentials
  } catch (thrown) {
    if (!hasCode(thrown, 'EEXIST')) throw thrown
    return stackCredentialsSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } finally {
    await rm(draft, { force: true })
  }
}

const password = (): string => randomBytes(passwordBytes).toString('hex')
