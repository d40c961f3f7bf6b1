import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { peerAccount } from '../../../common/loopback/peerAccount'
import type { Caller } from './doorVerdict'

/** Who sent a request: by its Basic authentication, or else by the account that owns the other end of its connection. */
export async function callerOf(
  { headers, socket }: IncomingMessage,
  account: { readonly user: string; readonly password: string },
): Promise<Caller> {
  if (headers.authorization !== undefined) return isSecret(headers.authorization, account) ? 'secret' : 'wrong_secret'
  const peer = await peerAccount(socket)
  // Where accounts have no number nothing is known of the peer either.
  const isOwn = peer.kind === 'account' && (peer.uid === 0 || peer.uid === process.getuid?.())
  return isOwn ? 'own_account' : 'stranger'
}

const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest()

/** Compares in a time that does not depend on how much is right. */
function isSecret(header: string, { user, password }: { readonly user: string; readonly password: string }): boolean {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(header)?.[1] ?? ''
  return timingSafeEqual(digest(Buffer.from(encoded, 'base64').toString('utf8')), digest(`${user}:${password}`))
}
