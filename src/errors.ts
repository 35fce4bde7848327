/** Everything that can go wrong and is ours to say: code → HTTP status → title (RFC 9457). Zoom's own errors are never rewrapped. */
const errors = {
  invalid_request: [400, 'The request is not valid'],
  invalid_path: [400, 'The path cannot be forwarded safely'],
  connection_required: [400, 'No active connection'],
  invalid_api_key: [401, 'Invalid API key'],
  key_expired: [401, 'The API key has expired'],
  reconnect_required: [401, 'The connection must be authorised again'],
  forbidden: [403, 'Not allowed'],
  policy_denied: [403, 'The policy of this API key does not allow it'],
  approval_required: [403, 'A person has to approve this'],
  approval_denied: [403, 'A person has denied this'],
  address_not_allowed: [403, 'The API key may not be used from this address'],
  not_found: [404, 'Not found'],
  endpoint_not_supported: [404, 'Endpoint not supported'],
  connection_not_found: [404, 'No such connection'],
  connection_pending: [409, 'The connection is not authorised yet'],
  conflict: [409, 'Conflict'],
  payload_too_large: [413, 'The body is too large'],
  too_many_approvals: [429, 'Too many requests wait for a person'],
  rate_limited: [429, 'Too many requests'],
  idempotency_key_reused: [422, 'The idempotency key belongs to another request'],
  outcome_unknown: [409, 'Nobody knows whether the request was carried out'],
  answer_too_large: [502, 'The answer is too large to be held'],
  internal: [500, 'Internal error'],
  mask_failed: [502, 'The answer could not be masked'],
  upstream_unreachable: [502, 'The upstream could not be reached'],
  token_endpoint_failed: [502, 'The token endpoint gave no usable answer'],
  app_not_configured: [503, 'The app is not set up on this server'],
  store_unavailable: [503, 'The database cannot be reached'],
  not_ready: [503, 'The server is starting or stopping'],
  upstream_timeout: [504, 'The upstream did not answer in time'],
} as const satisfies Record<string, readonly [number, string]>

export type ErrorCode = keyof typeof errors

/** Members that a problem document may carry beside the standard ones (RFC 9457, section 3.2). All of them are safe to show. */
export interface ProblemExtras {
  readonly connection_id?: string
  readonly reconnect_url?: string
  readonly reason?: string
  readonly since?: string
  readonly retry_after_s?: number
  readonly operation?: string
  readonly rule?: string
  readonly approval_id?: string
  readonly approval_url?: string
  readonly summary?: string
  readonly expires_at?: string
}

/** Thrown to stop a request. `detail` says what happened, whose fault it is and what to do next; it never holds a secret. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: ErrorCode
  readonly extras: ProblemExtras

  constructor(
    code: ErrorCode,
    detail: string,
    options: { extras?: ProblemExtras; cause?: unknown } = {},
  ) {
    super(detail, { cause: options.cause })
    this.code = code
    this.extras = options.extras ?? {}
  }
}

/** Where a problem happened: the path without its query, and the id that our log lines carry. */
export interface ProblemContext {
  readonly path: string
  readonly requestId: string
}

export interface Problem {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string
}

/**
 * Writes any thrown value as `application/problem+json`. What is not a `Failure` becomes `internal` and says nothing of itself.
 * `message` and `error` repeat the detail for clients of the hosted products, which read those members.
 */
export function problem(error: unknown, context: ProblemContext): Problem {
  const failure =
    error instanceof Failure
      ? error
      : new Failure(
          'internal',
          `Something failed inside Valetkey. Search its log for ${context.requestId}.`,
        )
  const [status, title] = errors[failure.code]
  const detail = withoutSecrets(failure.message)
  const body = {
    type: `urn:valetkey:error:${failure.code}`,
    title,
    status,
    detail,
    instance: withoutSecrets(context.path),
    code: failure.code,
    request_id: context.requestId,
    message: detail,
    error: { code: failure.code, message: detail },
    ...failure.extras,
  }
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'valetkey-error': failure.code,
      'valetkey-request-id': context.requestId,
      ...(failure.extras.retry_after_s !== undefined && {
        'retry-after': String(failure.extras.retry_after_s),
      }),
      ...(status === 401 && { 'www-authenticate': 'Bearer realm="valetkey"' }),
    },
    body: JSON.stringify(body),
  }
}

/** Callers put keys and tokens into paths by mistake. A document that quotes the path must not spread them further. */
function withoutSecrets(text: string): string {
  return text.replace(/vk_[0-9A-Za-z]{8,}|[\w.=~+-]{100,}/g, '[redacted]')
}

/** The table itself, for the documentation and for the test that every code can happen. */
export function describeErrors(): { code: ErrorCode; status: number; title: string }[] {
  return (Object.keys(errors) as ErrorCode[]).map((code) => {
    const [status, title] = errors[code]
    return { code, status, title }
  })
}
