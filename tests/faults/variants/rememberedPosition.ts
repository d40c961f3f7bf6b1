/** What the control "no re-read of the committed offset" believes of each partition: what it itself knows to have committed. */
const known = new Map<number, { readonly next: number; readonly metadata: string }>()

export function remember(partition: number, next: number, metadata: string): void {
  known.set(partition, { next, metadata })
}

export function remembered(partition: number): { readonly next: number; readonly metadata: string } | undefined {
  return known.get(partition)
}
