import { ESLint } from 'eslint'
import { beforeAll, expect, test } from 'vitest'

// No type of the text matters to these rules: a file outside the project's configuration of types would only be refused.
const eslint = new ESLint({
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
  ruleFilter: ({ ruleId }) => ruleId.startsWith('no-restricted-'),
})

// The first text costs reading the whole configuration, some seconds.
beforeAll(() => eslint.lintText('', { filePath: 'electron/main/menu.ts' }), 60_000)

test.each([
  "import { shell } from 'electron'",
  "import * as all from 'electron'; void all.shell.openExternal('https://example.com')",
  "import electron from 'electron'; void electron.shell.openPath('/x')",
  "import electron from 'electron'; electron.shell.showItemInFolder('/x')",
])('the linter refuses to hand something to the system: %s', async (code) => {
  const [result] = await eslint.lintText(code, { filePath: 'electron/main/menu.ts' })
  expect(result?.messages.map(({ ruleId }) => ruleId)).toContainEqual(expect.stringMatching(/^no-restricted-/))
})

test('and lets other code be', async () => {
  const [result] = await eslint.lintText("import { app } from 'electron'; app.quit()", {
    filePath: 'electron/main/menu.ts',
  })
  expect(result?.errorCount).toBe(0)
})
