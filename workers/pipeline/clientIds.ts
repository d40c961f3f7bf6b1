/** How the members of the workers' consumer groups call themselves. */
export const clientIds = {
  enricher: 'marsad-enricher',
  leaderboard: 'marsad-leaderboard',
} as const
