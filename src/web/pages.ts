import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { isFromOurPages } from './our-pages.ts'
import { pageFrame, type Page } from './page.ts'
import { securityHeaders } from './security-headers.ts'

export interface Shown extends Page {
  readonly status: ContentfulStatusCode
  /** Origins outside this server that a form of this page may end at, by redirect. */
  readonly formTargets?: readonly string[]
}

/** How the rooms with pages answer: with a page, or by sending the browser on. */
export interface Pages {
  /** Prefix of every path of ours, when the public address has one; else empty. */
  readonly basePath: string
  /** Whether cookies may carry `Secure`. */
  readonly secure: boolean
  show: (c: Context, shown: Shown) => Promise<Response>
  /** 303, so that the next request is a GET without the body (RFC 9700, section 4.12). */
  seeOther: (c: Context, location: string) => Response
  /** Whether a form was sent by a page of ours. */
  ours: (c: Context) => boolean
}

export function createPages({ publicUrl }: { publicUrl: string }): Pages {
  const { origin, pathname, protocol } = new URL(publicUrl)
  const basePath = pathname.replace(/\/$/, '')
  const place = { basePath, plainHttp: protocol === 'http:' }
  return {
    basePath,
    secure: protocol === 'https:',
    async show(c, { status, formTargets = [], ...page }) {
      // The public origin is named beside 'self' because a page may have been opened under another name of this server.
      const headers = securityHeaders([origin, ...formTargets])
      return c.html(await pageFrame(page, place), status, headers)
    },
    seeOther(c, location) {
      for (const [name, value] of Object.entries(securityHeaders([]))) c.header(name, value)
      return c.redirect(location, 303)
    },
    ours: (c) =>
      isFromOurPages(
        { site: c.req.header('sec-fetch-site'), origin: c.req.header('origin') },
        origin,
      ),
  }
}
