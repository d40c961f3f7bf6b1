/** The password of an account for SASL/SCRAM-SHA-256: AlterUserScramCredentials (KIP-554), which kafkajs does not know. */
import { pbkdf2, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import type { Cluster } from '../kafkajs'
import {
  compactArray,
  compactBytes,
  compactString,
  int32,
  noTags,
  RequestRefused,
  sendFlexible,
  type CompactReader,
} from './flexibleRequest'

const apiName = 'AlterUserScramCredentials'
const scramSha256 = Buffer.from([1])
/** The least that Kafka takes; more protects only passwords that could be guessed, and each connection pays for it. */
const iterations = 4_096
const saltBytes = 24
const keyBytes = 32

/**
 * Makes the account, or gives it this password. The password itself is not sent, only what RFC 5802 calls SaltedPassword.
 * @param cluster connected as a superuser; without ZooKeeper any broker of it passes the request on.
 * @throws RequestRefused
 */
export async function setScramPassword(cluster: Cluster, user: string, password: string): Promise<void> {
  const salt = randomBytes(saltBytes)
  const salted = await promisify(pbkdf2)(password, salt, iterations, keyBytes, 'sha256')
  const upsertion = Buffer.concat([
    compactString(user),
    scramSha256,
    int32(iterations),
    compactBytes(salt),
    compactBytes(salted),
    noTags,
  ])
  const body = Buffer.concat([compactArray([]), compactArray([upsertion]), noTags])
  await cluster.refreshMetadata()
  const controller = await cluster.findControllerBroker()
  const answered = await sendFlexible(controller, { apiKey: 51, apiName, body, decode: readResults })
  if (answered === null) throw new Error(`this Kafka does not know ${apiName}`)
  const refused = answered.find(({ code }) => code !== 0)
  if (refused !== undefined) throw new RequestRefused(apiName, refused.code, `${user} (${refused.message ?? ''})`)
}

interface Result {
  readonly code: number
  readonly message: string | null
}

/** One for each account that was named. */
export function readResults(answer: CompactReader): readonly Result[] {
  answer.int32()
  return answer.array((entry) => {
    entry.string()
    const result = { code: entry.int16(), message: entry.string() }
    entry.tags()
    return result
  })
}
