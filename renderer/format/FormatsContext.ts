import { createContext, useContext } from 'react'
import { createFormats, type Formats } from './formats'

/** The formats of the window's present locale. */
export const FormatsContext = createContext<Formats>(createFormats('en'))

export function useFormats(): Formats {
  return useContext(FormatsContext)
}
