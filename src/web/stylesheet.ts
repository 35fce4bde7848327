import { createHash } from 'node:crypto'
import { colours } from './colours.ts'
import { controls } from './controls.ts'
import { layout } from './layout.ts'
import { lists } from './lists.ts'

/** The one stylesheet of every page. It stands in the page itself, so a page is one request and needs no route of its own. */
export const stylesheet = [colours, layout, controls, lists].join('\n')

/** What the content security policy allows: exactly this text (CSP Level 3, section 2.3.1, hash-source). */
export const stylesheetSource = `'sha256-${createHash('sha256').update(stylesheet).digest('base64')}'`
