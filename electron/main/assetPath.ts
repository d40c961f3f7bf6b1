import { resolve, sep } from 'node:path'
import { appHost, appScheme } from './origin'

/**
 * The file that an address of our protocol means, or null when it means none: another host, a path out of the folder,
 * a broken escape. `/` means index.html.
 * @param root absolute path of the folder that is served
 */
export function assetPath(url: string, root: string): string | null {
  if (!URL.canParse(url)) return null
  const { protocol, host, pathname } = new URL(url)
  if (protocol !== `${appScheme}:` || host !== appHost) return null
  const path = decode(pathname)
  // A backslash separates on Windows; a NUL byte ends a path for the system but not for us.
  if (path === null || /[\\\0]/.test(path)) return null
  const file = resolve(root, `.${path === '/' ? '/index.html' : path}`)
  return file.startsWith(root + sep) ? file : null
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    // Not valid percent-encoding: no file has such a name.
    return null
  }
}
