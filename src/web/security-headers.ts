import { stylesheetSource } from './stylesheet.ts'

/**
 * Headers of every page. No script at all, no style but ours by its hash, nothing framed. `form-action` covers redirects
 * after a post as well in Chromium, so the places where a form may end are named.
 */
export function securityHeaders(formTargets: readonly string[]): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `style-src ${stylesheetSource}`,
    'img-src data:',
    `form-action ${["'self'", ...new Set(formTargets)].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    'content-security-policy': policy.join('; '),
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  }
}
