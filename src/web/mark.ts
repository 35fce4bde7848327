import { raw } from 'hono/html'

/** The mark: a key whose bow is a plain ring. Drawn with the text colour, so that it follows the scheme. */
const drawing =
  '<circle cx="10" cy="16" r="6.5" fill="none" stroke="currentColor" stroke-width="3"/>' +
  '<path d="M16.5 16H29M23 16v5.5M28 16v4" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round"/>'

export const mark = raw(
  `<svg class="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">${drawing}</svg>`,
)

/** The same drawing for the browser's tab, in a brass that shows on light and dark tabs alike. */
export const favicon = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" color="#b07d1e">${drawing}</svg>`,
)}`
