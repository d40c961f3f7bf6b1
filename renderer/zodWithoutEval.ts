/** Must be the window's first import: zod probes for `new Function` when a schema is made, which the strict CSP reports. */
import { z } from 'zod'

z.config({ jitless: true })
