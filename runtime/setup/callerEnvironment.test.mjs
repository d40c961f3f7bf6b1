import fc from 'fast-check'
import { expect, test } from 'vitest'
import { callerEnvironment } from './callerEnvironment.mjs'

test('what the window, the terminal and the language need is passed on', () => {
  const wanted = {
    PATH: '/bin',
    HOME: '/home/a',
    DISPLAY: ':1',
    WAYLAND_DISPLAY: 'wayland-0',
    XAUTHORITY: '/x',
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/b',
    XDG_RUNTIME_DIR: '/run/user/1',
    LC_ALL: 'ar_EG.UTF-8',
    MARSAD_SECRET_POSTGRES: 's',
    DOCKER_HOST: 'unix:///d.sock',
    TERM: 'xterm',
    NO_COLOR: '1',
  }
  expect(callerEnvironment(wanted)).toEqual(wanted)
})

test.each([
  'NODE_OPTIONS',
  'NODE_EXTRA_CA_CERTS',
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'NODE_PATH',
  'node_options',
  'ELECTRON_RUN_AS_NODE',
  'ELECTRON_RENDERER_URL',
  'ELECTRON_ENABLE_LOGGING',
  'ELECTRON_OVERRIDE_DIST_PATH',
  'LD_PRELOAD',
  'LD_LIBRARY_PATH',
  'DYLD_INSERT_LIBRARIES',
  'CHROME_DEVEL_SANDBOX',
  'CHROME_LOG_FILE',
  'GTK_MODULES',
  'GTK_PATH',
  'GIO_EXTRA_MODULES',
  'OPENSSL_CONF',
  'SSL_CERT_FILE',
  'SSLKEYLOGFILE',
  'HTTPS_PROXY',
  'JAVA_TOOL_OPTIONS',
])('%s of the caller stays outside', (name) => {
  expect(callerEnvironment({ [name]: 'x', PATH: '/bin' })).toEqual({ PATH: '/bin' })
})

test('no variable of Node, Electron, Chromium or the linker passes, whatever its name', () => {
  const prefix = fc.constantFrom(
    'NODE_',
    'ELECTRON_',
    'CHROME_',
    'LD_',
    'DYLD_',
    'OPENSSL_',
    'SSL',
    'GTK_M',
    'GIO_',
    'npm_',
  )
  fc.assert(
    fc.property(prefix, fc.string(), fc.string(), (start, rest, value) => {
      expect(callerEnvironment({ [start + rest]: value })).toEqual({})
    }),
  )
})
