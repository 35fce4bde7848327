import { createHash, randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { sessionLifeMs } from '../connections/connect-session.ts'
import type { Pages } from '../web/pages.ts'

/** What binds a consent to the browser that started it (RFC 9700, section 4.7.1). */
export interface BrowserBinding {
  readonly nonce: string
  /** The link that this browser opened, so that its callback page can say what became of it. */
  readonly sessionToken: string
}

export function mintNonce(): string {
  return randomBytes(32).toString('base64url')
}

/**
 * Every start has its own cookie, named after its `state`, so that two connections can be made in two tabs. `__Host-`
 * cannot be planted from a sibling host, and therefore wants Path=/ (RFC 6265bis, section 4.1.3.2).
 */
export function bindBrowser(
  c: Context,
  pages: Pages,
  binding: BrowserBinding & { state: string },
): void {
  setCookie(c, cookieName(pages, binding.state), `${binding.nonce}.${binding.sessionToken}`, {
    httpOnly: true,
    // Lax, because the callback is a navigation that another site causes.
    sameSite: 'Lax',
    secure: pages.secure,
    path: pages.secure ? '/' : `${pages.basePath}/connect`,
    maxAge: sessionLifeMs / 1000,
  })
}

export function boundBrowser(c: Context, pages: Pages, state: string): BrowserBinding | null {
  const [, nonce, sessionToken] =
    /^([\w-]{43})\.([\w-]{1,100})$/.exec(getCookie(c, cookieName(pages, state)) ?? '') ?? []
  return nonce === undefined || sessionToken === undefined ? null : { nonce, sessionToken }
}

function cookieName({ secure }: Pages, state: string): string {
  const name = `valetkey-connect-${createHash('sha256').update(state).digest('hex').slice(0, 12)}`
  return secure ? `__Host-${name}` : name
}
