/** Whether an address that ports are published on is this machine's own: everything else is reached from outside. */
export const isLoopback = (address: string): boolean => /^(?:127\.|::1$|localhost$)/.test(address)
