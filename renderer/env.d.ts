/// <reference types="vite/client" />
import type { Bridge } from '../contract/commands'

declare global {
  interface Window {
    /** The preload bridge; the only way out of the window. */
    readonly marsad: Bridge
  }
}
