import { describeErrors } from '../../dist/errors.js'
import { advice } from './error-advice.mjs'
import { code, note, page, table } from './page.mjs'

export async function errorsPage() {
  const errors = describeErrors()
  const known = new Set(errors.map((error) => error.code))
  const unknown = Object.keys(advice).filter((name) => !known.has(name))
  if (unknown.length > 0)
    throw new Error(`Advice on codes that do not exist: ${unknown.join(', ')}`)
  return page([
    note('src/errors.ts and scripts/docs/error-advice.mjs'),
    '# Errors',
    "An answer with the header `Valetkey-Error` was made by Valetkey, and the header holds its code. Every other error is Zoom's own and passes through unchanged.",
    'Ours are problem documents (RFC 9457, `application/problem+json`):',
    example,
    "`detail` says what happened, whose fault it is and what to do next. `request_id` also stands in the header `Valetkey-Request-Id` and in the server's log. `message` and `error` repeat the detail for clients that were written for other gateways. Where they help, there are also `connection_id`, `reconnect_url`, `reason`, `since` and `retry_after_s`, which the header `Retry-After` repeats.",
    table(
      ['status', 'code', 'title'],
      errors.map((error) => [error.status, `[${code(error.code)}](#${error.code})`, error.title]),
    ),
    ...errors.flatMap((error) => [
      `## ${error.code}`,
      `${error.status}. ${error.title}.`,
      adviceOn(error.code),
    ]),
    '## Why a connection failed',
    'A connection that is `FAILED` says why in `error.code`, and a `reconnect_required` answer in `reason`:',
    table(
      ['code', 'meaning'],
      [
        [code('expired'), 'The grant was not used for too long.'],
        [
          code('revoked'),
          'The person or the account removed the app, or Zoom refused the refresh token.',
        ],
        [
          code('superseded'),
          'The same person connected again with the same Zoom app. Zoom keeps only the newest grant.',
        ],
        [code('declined'), 'The person declined.'],
        [code('misconfigured'), 'The client id, the client secret or the credentials are wrong.'],
      ],
    ),
  ])
}

function adviceOn(name) {
  const text = advice[name]
  if (text === undefined)
    throw new Error(`scripts/docs/error-advice.mjs says nothing about ${name}`)
  return text
}

const example = [
  '```json',
  JSON.stringify(
    {
      type: 'urn:valetkey:error:connection_pending',
      title: 'The connection is not authorised yet',
      status: 409,
      detail: 'Connection 6f1c2d7e-… has not been authorised yet. Open its url in a browser first.',
      instance: '/zoom/v2/users/me',
      code: 'connection_pending',
      request_id: 'req_e96a1b558f3d000009',
      message:
        'Connection 6f1c2d7e-… has not been authorised yet. Open its url in a browser first.',
      error: {
        code: 'connection_pending',
        message:
          'Connection 6f1c2d7e-… has not been authorised yet. Open its url in a browser first.',
      },
      connection_id: '6f1c2d7e-8a43-4c55-9a3e-0d6c5b1f7a20',
    },
    null,
    2,
  ),
  '```',
].join('\n')
