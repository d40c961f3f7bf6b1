import { homedir, userInfo } from 'node:os'

/** What the search for Docker depends on. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly platform: NodeJS.Platform
  /** For what a person can type to be let in. */
  readonly user: string
}

/** This process's own. */
export const surroundings = (): Surroundings => ({
  env: process.env,
  home: homedir(),
  platform: process.platform,
  user: userInfo().username,
})
