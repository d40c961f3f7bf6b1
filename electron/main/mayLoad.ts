import { appOrigin, originOf } from './origin'

/** What has no origin elsewhere: made by the page itself. */
const ownSchemes: ReadonlySet<string> = new Set(['data:', 'blob:'])
/** The developer tools' own pages. */
const toolSchemes: ReadonlySet<string> = new Set(['devtools:', 'chrome-devtools:'])

/**
 * Whether a page may load an address: our own files; in development also its server, whose socket reloads the window, and the tools.
 * @param devServer null outside development
 */
export function mayLoad(url: string, devServer: string | null): boolean {
  if (!URL.canParse(url)) return false
  const { protocol } = new URL(url)
  if (ownSchemes.has(protocol) || originOf(url) === appOrigin) return true
  if (devServer === null) return false
  const { host } = new URL(devServer)
  return toolSchemes.has(protocol) || originOf(url) === `http://${host}` || originOf(url) === `ws://${host}`
}
