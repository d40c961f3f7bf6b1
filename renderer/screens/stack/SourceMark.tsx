import type { LogSource } from '../../../contract/commands'
import { classes } from '../../components/classes'
import { sourceLooks } from './logSources'
import './SourceMark.css'

/** A source's mark in its colour; its name stands beside it or is given by the surrounding. */
export function SourceMark({ source }: { readonly source: LogSource }) {
  const { mark, colour, shape } = sourceLooks[source]
  return (
    <span className={classes('source-mark', `source-${colour}`, `source-${shape}`)} dir="ltr">
      {mark}
    </span>
  )
}
