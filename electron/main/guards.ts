/** What no page may do, ours included: leave, open windows, embed others, save files, reach a network, ask for the machine's powers. */
import { app, session, type Session } from 'electron'
import { originOf } from './origin'
import { mayLoad } from './mayLoad'

/** Writing text to the clipboard is what the window's copy buttons do; reading it stays refused like all else. */
const copying = 'clipboard-sanitized-write'
/** Nothing listens on port 0, so a connection through this proxy fails at once, on whatever path it was asked for. */
const nowhere = 'socks5://127.0.0.1:0'

export interface Trust {
  /** The only origin whose copy buttons work. */
  readonly origin: string
  /** The server of `npm run dev`, the only network there is; null outside development. */
  readonly devServer: string | null
}

/** Applies to each page and each session that is ever made in this app. Must be called before the app is ready. */
export function guardApp(trust: Trust): void {
  app.on('web-contents-created', (_created, contents) => {
    // Only our code loads pages (loadURL raises none of these); reloading stays possible.
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-frame-navigate', (event) => event.preventDefault())
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    // UDP has no proxy: WebRTC is left without a way out.
    if (trust.devServer === null) contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  })
  app.on('session-created', (made) => guardSession(made, trust))
  // No name is looked up for a page, not even ahead of need (<link rel=dns-prefetch>).
  if (trust.devServer === null) app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
}

/** The window's session: in memory, so that nothing of a page outlives the app. Only after the app is ready. */
export function windowSession(): Session {
  return session.fromPartition('marsad', { cache: false })
}

function guardSession(guarded: Session, { origin: trustedOrigin, devServer }: Trust): void {
  guarded.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === copying && originOf(origin) === trustedOrigin,
  )
  guarded.setPermissionRequestHandler((_contents, permission, decide, details) =>
    decide(permission === copying && originOf(details.requestingUrl) === trustedOrigin),
  )
  guarded.setDevicePermissionHandler(() => false)
  guarded.on('will-download', (event) => event.preventDefault())
  guarded.setSpellCheckerEnabled(false)
  guarded.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayLoad(url, devServer) }))
  // The resolver's rules and the filter above know addresses; sockets of WebRTC over TCP know neither, but take the proxy.
  if (devServer === null) {
    void guarded.setProxy({ mode: 'fixed_servers', proxyRules: nowhere, proxyBypassRules: '<-loopback>' })
  }
}
