/** What no page may do, ours included: leave, open windows, embed others, ask for the machine's powers. */
import { app, type Session } from 'electron'
import { originOf } from './origin'

/** Applies to each page that is ever made in this app. */
export function guardPages(): void {
  app.on('web-contents-created', (_created, contents) => {
    // Only our code loads pages (loadURL raises none of these); reloading stays possible.
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-frame-navigate', (event) => event.preventDefault())
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
}

/** Writing text to the clipboard is what the window's copy buttons do; reading it stays refused like all else. */
const copying = 'clipboard-sanitized-write'

/** @param trustedOrigin the only origin whose copy buttons work */
export function guardPermissions(session: Session, trustedOrigin: string): void {
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === copying && originOf(origin) === trustedOrigin,
  )
  session.setPermissionRequestHandler((_contents, permission, decide, details) =>
    decide(permission === copying && originOf(details.requestingUrl) === trustedOrigin),
  )
  session.setDevicePermissionHandler(() => false)
}
