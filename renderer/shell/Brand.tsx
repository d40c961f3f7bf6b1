/** The mark: an observatory's dome and its glass. */
export function BrandMark({ size = 22 }: { readonly size?: number }) {
  return (
    <svg viewBox="0 0 22 22" width={size} height={size} fill="none" stroke="currentColor" strokeWidth="2" aria-hidden>
      <path d="M2 17a9 9 0 0118 0" />
      <path d="M11 17L16 5" />
      <circle cx="16.6" cy="3.8" r="1.7" fill="currentColor" stroke="none" />
    </svg>
  )
}
