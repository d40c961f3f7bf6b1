import type { ComposeProject, ComposeService } from './project'

/** The services that a start with these profiles means: those without a profile, and those of one of them. `*` is every profile. */
export function enabledServices(project: ComposeProject, profiles: ReadonlySet<string>): ComposeService[] {
  return [...project.services.values()].filter(
    (service) =>
      service.profiles.length === 0 || profiles.has('*') || service.profiles.some((profile) => profiles.has(profile)),
  )
}
