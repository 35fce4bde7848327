/**
 * Whether a form post came from a page of this server (Fetch Metadata; OWASP CSRF cheat sheet). `none` means that the
 * person caused it in the browser itself, e.g. by reloading. Without Fetch Metadata the `Origin` decides; every browser sends
 * it with a POST, so a request with neither comes from a program, which has no cookies of a victim to misuse.
 */
export function isFromOurPages(
  sent: { readonly site: string | undefined; readonly origin: string | undefined },
  origin: string,
): boolean {
  if (sent.site !== undefined) return sent.site === 'same-origin' || sent.site === 'none'
  return sent.origin === undefined || sent.origin === origin
}
