import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import { favicon, mark } from './mark.ts'
import { stylesheet } from './stylesheet.ts'

/** A piece of a page. Values put into it are escaped. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>

export interface Page {
  readonly title: string
  readonly body: Html
  /** `narrow` for one thing to read and decide, `wide` for an overview. */
  readonly width: 'narrow' | 'wide'
  readonly nav?: Html
}

/** Where a page is served: its links start with `basePath`, and over plain http it needs a weaker referrer policy. */
export interface Place {
  readonly basePath: string
  readonly plainHttp: boolean
}

// One piece, because the policy names the hash of exactly what stands between the tags.
const style = raw(`<style>${stylesheet}</style>`)

/**
 * The frame of every page. Browsers that send no `Sec-Fetch-Site` over plain http name the origin of a form only if the
 * referrer policy lets them (Fetch, "append a request Origin header"), so there the page itself allows our own origin.
 */
export function pageFrame({ title, body, width, nav }: Page, place: Place): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        ${place.plainHttp ? raw('<meta name="referrer" content="same-origin">') : ''}
        <title>${title} · Valetkey</title>
        <link rel="icon" href="${favicon}" />
        ${style}
      </head>
      <body class="${width}">
        <a class="skip" href="#main">Skip to the content</a>
        <header class="top">
          <a class="brand" href="${place.basePath}/">${mark}Valetkey</a>${nav ?? ''}
        </header>
        <main id="main">${body}</main>
      </body>
    </html> `
}
