import { useState } from 'react'

export type Copied = 'no' | 'yes' | 'refused'

/** Copying to the clipboard, and whether that worked, until {@link reset}. */
export function useCopy(): {
  readonly copied: Copied
  readonly copy: (text: string) => void
  readonly reset: () => void
} {
  const [copied, setCopied] = useState<Copied>('no')
  return {
    copied,
    copy: (text) => {
      navigator.clipboard.writeText(text).then(
        () => setCopied('yes'),
        () => setCopied('refused'),
      )
    },
    reset: () => setCopied('no'),
  }
}
