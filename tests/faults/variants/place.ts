/** The folder of a built variant: what the harness and the variant share lies there. */
export const place = import.meta.dirname
