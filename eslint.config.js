import hooks from 'eslint-plugin-react-hooks'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

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
  { files: ['renderer/**/*.{ts,tsx}'], ...hooks.configs.flat.recommended },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    // It warns that React Compiler will skip a component that virtualises; this build runs no React Compiler.
    rules: { 'react-hooks/incompatible-library': 'off' },
  },
)
