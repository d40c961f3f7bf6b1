import hooks from 'eslint-plugin-react-hooks'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

const noHandover = 'An address could start any program of the person: show it as text with a copy button instead.'

export default defineConfig(
  { ignores: ['out/**', 'node_modules/**', 'docs/**', '.dependency-cruiser.cjs'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Parse at the border instead of casting; `as const` stays allowed.
      '@typescript-eslint/no-unsafe-type-assertion': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
    },
  },
  {
    // A server that forgets the guard answers pages: so there is one way to open a local HTTP port, and three places that may not use it.
    files: ['**/*.{ts,tsx,mjs}'],
    ignores: [
      'common/loopback/guardedServer.ts',
      // ClickHouse's interface has limits and refusals of its own, with the same guard.
      'workers/clickhouse-host/http/openServer.ts',
      // Not a port: a socket file in a folder that only its owner may enter.
      'host/control/server.ts',
      '**/*.test.{ts,tsx,mjs}',
      'tests/**',
    ],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: ['node:http', 'node:https', 'node:http2', 'http', 'https', 'http2'].map((name) => ({
            name,
            importNames: ['default', 'createServer', 'createSecureServer', 'Server'],
            allowTypeImports: true,
            message: 'Open a local HTTP port by common/loopback/guardedServer.ts: it answers no web page.',
          })),
        },
      ],
    },
  },
  {
    // Item 15 of Electron's security list: no address or path ever goes to a program of the system (electron/main/noHandover.test.ts).
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'electron', importNames: ['shell'], message: noHandover }] },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'MemberExpression[property.name=/^(openExternal|openPath|showItemInFolder)$/]',
          message: noHandover,
        },
      ],
    },
  },
  { files: ['renderer/**/*.{ts,tsx}'], ...hooks.configs.flat.recommended },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    // It warns that React Compiler will skip a component that virtualises; this build runs no React Compiler.
    rules: { 'react-hooks/incompatible-library': 'off' },
  },
)
