/** Whose page it is: ours comes from app://marsad, or in development from electron-vite's server. */

export const appScheme = 'app'
export const appHost = 'marsad'
export const appOrigin = `${appScheme}://${appHost}`

/** Scheme and host of an address. Not URL.origin: for a scheme of our own that is the text `null`. */
export function originOf(url: string): string | null {
  if (!URL.canParse(url)) return null
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}

/** The switch by which `npm run dev` (runtime/setup/devElectron.mjs) hands over its server. A variable of some shell cannot set it. */
const devServerSwitch = '--marsad-dev-server='

/** Electron-vite's server in development, only on loopback and never in the program that `npm start` runs. */
export function devServerUrl(argv: readonly string[], packaged: boolean): string | null {
  const url = argv.find((argument) => argument.startsWith(devServerSwitch))?.slice(devServerSwitch.length)
  if (packaged || url === undefined || !URL.canParse(url)) return null
  const { protocol, hostname } = new URL(url)
  const loopback = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]'
  return protocol === 'http:' && loopback ? url : null
}

/** A frame that sent a message, as far as the decision needs it. */
export interface Sender {
  readonly url: string
  /** Whether it is the page itself and not a frame inside it. */
  readonly isMainFrame: boolean
}

/** Whether a message may command the app. @param sender null when its frame has gone already */
export function isTrusted(sender: Sender | null, trustedOrigin: string): boolean {
  return sender !== null && sender.isMainFrame && originOf(sender.url) === trustedOrigin
}
