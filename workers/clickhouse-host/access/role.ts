/**
 * Whose rights a statement has inside the engine (engine/usersFile.ts). The engine knows one user, and each session takes one role:
 * `reader` for GET, `published` for the account that the documents name, `console` for the console's own.
 */
export const roles = { reader: 'marsad_reader', published: 'marsad_published', console: 'marsad_console' } as const
export type Role = keyof typeof roles
