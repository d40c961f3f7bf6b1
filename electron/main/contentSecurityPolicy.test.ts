import { expect, test } from 'vitest'
import { contentSecurityPolicy } from './contentSecurityPolicy'

test('nothing is allowed that is not named, and nothing unsafe is named', () => {
  const rules = new Map(contentSecurityPolicy.split('; ').map((rule) => [rule.split(' ')[0], rule]))
  expect(rules.get('default-src')).toBe("default-src 'none'")
  expect(rules.get('script-src')).toBe("script-src 'self'")
  expect(rules.get('connect-src')).toBe("connect-src 'self'")
  expect(contentSecurityPolicy).not.toMatch(/unsafe|\*|https?:/)
})
