/** @typedef {'en' | 'ar'} Language */

/**
 * The language a terminal asks for: LC_ALL before LC_MESSAGES before LANG, as setlocale(3) has it; English where none is known.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Language}
 */
export function terminalLanguage(env) {
  const asked = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value !== undefined && value !== '')
  return asked?.startsWith('ar') === true ? 'ar' : 'en'
}
