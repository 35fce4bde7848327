import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { Failure } from '../errors.ts'

/** Far more than any form of ours holds. */
const maxBytes = 16 * 1024

/** Refuses a form that no page of ours could have sent, before it is read. */
export const formLimit = bodyLimit({
  maxSize: maxBytes,
  onError: () => {
    throw new Failure('payload_too_large', `A form on this server is at most ${maxBytes} bytes.`)
  },
})

/** The fields of a posted form (WHATWG URL, section 5.1). Anything else than a form reads as one without fields. */
export async function formFields(c: Context): Promise<URLSearchParams> {
  return new URLSearchParams(await c.req.text())
}
