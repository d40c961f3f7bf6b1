/** How a finding's severity looks; the words beside it say it too. */
export const severityGlyphs = { fail: 'fail', warn: 'warn', info: 'idle' } as const
