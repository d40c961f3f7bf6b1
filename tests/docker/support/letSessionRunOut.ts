/**
 * In Kafka's log: one run became the active controller, declared the broker dead and was ended only then, and the whole node started after it
 * (docs/decisions/0029-ends-what-hangs.md). A run that ends in order declares it too, but after it was told to end.
 */
export const letSessionRunOut =
  /Becoming the active controller(?:(?!signal SIGTERM|Registered signal handlers)[^])* fenced=1\b(?:(?!Registered signal handlers)[^])*signal SIGTERM[^]*Kafka Server started/
