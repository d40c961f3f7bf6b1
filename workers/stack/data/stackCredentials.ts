/** `<data>/credentials.json`: random passwords of the console's own accounts in the embedded services. */
import { randomBytes } from 'node:crypto'
import { link, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { MarsadError } from '../../../contract/errors'
import { stackCredentialsSchema, type StackCredentials } from '../../../contract/loopbackEndpoints'
import { readTextFile } from '../../../files/readTextFile'
import { hasCode } from '../../../common/hasCode'

const fileName = 'credentials.json'
/** 144 bits in letters that need no escape in any configuration file or address. */
const passwordBytes = 18

/**
 * Reads the passwords of a data folder and makes them where there are none yet. Of two callers at once both get the same.
 * @throws what reading or writing fails with; MarsadError file_kind, file_large or file_damaged for a file that is not ours.
 */
export async function openStackCredentials(dataFolder: string): Promise<StackCredentials> {
  const path = join(dataFolder, fileName)
  return readCredentials(path) ?? makeCredentials(path)
}

function readCredentials(path: string): StackCredentials | null {
  const text = readTextFile(path, 'refuse')
  if (text === null) return null
  try {
    return stackCredentialsSchema.parse(JSON.parse(text))
  } catch {
    // The cause is left out: it may quote a password.
    throw new MarsadError('file_damaged', { path })
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
    const theirs = hasCode(thrown, 'EEXIST') ? readCredentials(path) : null
    if (theirs === null) throw thrown
    return theirs
  } finally {
    await rm(draft, { force: true })
  }
}

const password = (): string => randomBytes(passwordBytes).toString('hex')
