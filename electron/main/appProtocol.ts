/** app://marsad/: the window's own files over a protocol of its own instead of file://. */
import { readFile, realpath } from 'node:fs/promises'
import { extname, sep } from 'node:path'
import { protocol, type Session } from 'electron'
import { systemCode } from '../../host/fileFailure'
import { assetPath } from './assetPath'
import { contentSecurityPolicy } from './contentSecurityPolicy'
import { appScheme } from './origin'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
}

const guards = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-dns-prefetch-control': 'off',
  'cross-origin-opener-policy': 'same-origin',
}

/** Must be called before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** @param root absolute path of the built renderer, free of links */
export function serveApp(session: Session, root: string): void {
  session.protocol.handle(appScheme, async (request) => {
    if (request.method !== 'GET') return answer(405)
    const path = assetPath(request.url, root)
    const type = path === null ? undefined : types[extname(path)]
    if (path === null || type === undefined) return answer(404)
    try {
      const real = await realpath(path)
      // A link inside the folder may lead out of it.
      if (!real.startsWith(root + sep)) return answer(404)
      return new Response(new Uint8Array(await readFile(real)), { headers: { ...guards, 'content-type': type } })
    } catch (thrown) {
      return answer(systemCode(thrown) === 'ENOENT' ? 404 : 500)
    }
  })
}

function answer(status: number): Response {
  return new Response(null, { status, headers: guards })
}
