export type Reply = { readonly status: number; readonly headers: Headers; readonly json: unknown }

/** One request with a bearer token; the whole answer. For the tests of this room. */
export async function call(
  url: string,
  token: string,
  init: { readonly method?: string; readonly body?: unknown } = {},
): Promise<Reply> {
  const response = await fetch(url, {
    method: init.method ?? 'GET',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(init.body !== undefined && { body: JSON.stringify(init.body) }),
  })
  const text = await response.text()
  const parsed: unknown = text === '' ? undefined : JSON.parse(text)
  return { status: response.status, headers: response.headers, json: parsed }
}

export function get(url: string, token: string): Promise<Reply> {
  return call(url, token)
}
