import { FailureNote } from '../../components/FailureNote'
import { StaleNote } from '../../components/StaleNote'
import type { LiveQuery } from '../../state/useLiveQuery'

/** Why the latest question was not answered: in full while there is nothing to show, else as a line above older values. */
export function QueryNote<T>({ query }: { readonly query: LiveQuery<T> }) {
  if (query.failure === null) return null
  if (query.value === null) return <FailureNote failure={query.failure} tone="warn" />
  return <StaleNote reason={query.failure} lastAt={query.at} />
}
