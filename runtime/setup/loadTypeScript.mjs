import { projectFolder } from './paths.mjs'

/**
 * Loads a TypeScript module of the project as it stands, for commands that are not built. Open until `use` has ended, as what it
 * runs may import modules late.
 * @template T
 * @param {string} file path from the project's folder
 * @param {(module: unknown) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function loadTypeScript(file, use) {
  // Here, not above: node_modules may be absent until set-up has run.
  const { createServer } = await import('vite')
  const server = await createServer({
    root: projectFolder,
    configFile: false,
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, watch: null, ws: false },
  })
  try {
    return await use(await server.ssrLoadModule(`/${file}`))
  } finally {
    await server.close()
  }
}
