import { describeCause } from '../../contract/errors'
import { passwordsOf } from '../../contract/passwordsOf'
import { spellingsOf } from '../../contract/spellingsOf'
import type { Endpoints } from '../../contract/workers'

/**
 * What a server said of a failure, without the passwords: it may quote the statement that it did not understand. One that is spelled
 * within a statement (quotes doubled or escaped) is found as well.
 */
export function hideSecrets(thrown: unknown, endpoints: Endpoints): Error {
  const text = spellingsOf(passwordsOf(endpoints)).reduce(
    (told, spelling) => told.replaceAll(spelling, '[hidden]'),
    describeCause(thrown),
  )
  const hidden = new Error(text)
  hidden.stack = text
  return hidden
}
