import { classes } from './classes'

/** An id, topic, path or key: left to right and monospaced in both languages. */
export function Id({ children, className }: { readonly children: string | number; readonly className?: string }) {
  return (
    <bdi dir="ltr" className={classes('id', className)}>
      {children}
    </bdi>
  )
}
