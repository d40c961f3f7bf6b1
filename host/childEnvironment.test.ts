import { expect, test } from 'vitest'
import { childEnvironment } from './childEnvironment'

test('a worker sees what it needs and no secret of the shell', () => {
  expect(
    childEnvironment({
      PATH: '/bin',
      LC_ALL: 'ar_EG.UTF-8',
      MARSAD_RUNTIME: '/r',
      MARSAD_SECRET_POSTGRES: 's',
      DOCKER_HOST: 'unix:///d.sock',
      DOCKER_AUTH_CONFIG: 's',
      JAVA_HOME: '/j',
      NODE_OPTIONS: '--inspect',
      ELECTRON_RUN_AS_NODE: '1',
      LD_PRELOAD: '/x.so',
      AWS_SECRET_ACCESS_KEY: 'k',
      PGPASSWORD: 'p',
      EMPTY: undefined,
    }),
  ).toEqual({
    PATH: '/bin',
    LC_ALL: 'ar_EG.UTF-8',
    MARSAD_RUNTIME: '/r',
    JAVA_HOME: '/j',
    DOCKER_HOST: 'unix:///d.sock',
  })
})
