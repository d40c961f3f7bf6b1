/**
 * What the window may load: its own files and nothing else. No inline script, no eval, no style attribute in markup
 * (React and uPlot set styles through the CSSOM, which the policy does not concern), no request to anywhere.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ')
