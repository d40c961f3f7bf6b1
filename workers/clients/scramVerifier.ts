import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'

const iterations = 4_096
const keyBytes = 32

/**
 * A password as Postgres stores it, so that it is never sent or logged in clear. Source: RFC 5802, section 3, with SHA-256 (RFC 7677);
 * the spelling is Postgres's own (manual: CREATE ROLE, PASSWORD).
 * @param salt 16 random bytes.
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  // SASLprep's main step; Postgres and its drivers do the same to what is typed.
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, iterations, keyBytes, 'sha256')
  const keyed = (text: string): Buffer => createHmac('sha256', salted).update(text).digest()
  const stored = createHash('sha256').update(keyed('Client Key')).digest('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${stored}:${keyed('Server Key').toString('base64')}`
}
