/** ESLint's rule that keeps HTTP servers behind the guard, tried with what it must find and what it must leave alone. */
import { ESLint, Linter } from 'eslint'
import tseslint from 'typescript-eslint'
import { beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { projectFolder } from './paths.mjs'

const eslint = new ESLint({ cwd: projectFolder })
const rule = '@typescript-eslint/no-restricted-imports'
const configSchema = z.object({ rules: z.looseObject({ [rule]: z.tuple([z.literal(2), z.unknown()]).optional() }) })

/**
 * What the rule finds, as the project configures it for a file; without types, which take half a minute to load.
 * @param {string} text
 * @param {string} filePath
 */
async function findings(text, filePath) {
  const { rules } = configSchema.parse(await eslint.calculateConfigForFile(filePath))
  /** @type {import('eslint').Linter.RuleEntry} */
  const wanted = rules[rule] ?? 'off'
  return new Linter().verify(
    text,
    {
      files: ['**/*.ts'],
      languageOptions: { parser: tseslint.parser },
      plugins: { '@typescript-eslint': tseslint.plugin },
      rules: { [rule]: wanted },
    },
    filePath,
  ).length
}

// The first one loads the configuration with all of its rules.
beforeAll(() => findings('', 'workers/enricher/entry.ts'), 60_000)

it.each([
  "import { createServer } from 'node:http'",
  "import { createServer as open } from 'http'",
  "import { Server } from 'node:https'",
  "import * as http from 'node:http'",
  "import http from 'node:http'",
  "import { createSecureServer } from 'node:http2'",
])('refuses %s outside of the guarded server', async (text) => {
  expect(await findings(text, 'workers/enricher/entry.ts')).toBe(1)
  expect(await findings(text, 'common/loopback/guardedServer.ts')).toBe(0)
})

it('leaves requests and types alone', async () => {
  const text = "import { request, type Server } from 'node:http'\nimport { createServer } from 'node:net'\n"
  expect(await findings(text, 'workers/enricher/entry.ts')).toBe(0)
})
