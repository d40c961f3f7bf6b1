/** Must come first: zod probes for `new Function` when a schema is made, which the page's strict CSP reports. */
import { z } from 'zod'

z.config({ jitless: true })
