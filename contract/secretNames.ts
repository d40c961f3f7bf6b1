/** How names of something secret look: of a setting, a variable, a field. */

/** A part of such a name; the source of a regular expression without regard to case. */
export const secretWord = String.raw`(?:pass(?:word|wd|phrase|code)|pwd|secret|token|(?:api|access|private|signing|account|keystore)[-_.]?key|credential|jaas[-_.]?config)`
const secretKey = new RegExp(`${secretWord}|^(?:authorization|cookie|requirepass|masterauth)$`, 'i')

/** Whether a key of a structure says that its value is secret. */
export const isSecretKey = (key: string): boolean => secretKey.test(key)
/** Whether a name is one of something secret: of a setting, of an environment variable. */
export const isSecretName = (name: string): boolean => isSecretKey(name) || /_AUTH$|_KEY$/i.test(name)
