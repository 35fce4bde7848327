import type { AppClient, AppName, CallOptions } from './app-types.ts'
import { errorOf } from './errors.ts'
import { itemsIn, nextTokenIn } from './pages.ts'
import { filledPath, type PathValues } from './path.ts'
import { createRepeater } from './repeat.ts'
import type { ClientOptions, RequestOptions } from './send.ts'

/** The options without their types: what the typed methods of an `AppClient` come down to. */
interface Options extends CallOptions {
  readonly path?: PathValues
  readonly query?: NonNullable<RequestOptions['query']>
  readonly body?: unknown
}

/** A client of one app's API. It knows no endpoint: the types come from the table, the path from the caller. */
export function createAppClient<A extends AppName>(options: ClientOptions, app: A): AppClient<A> {
  const repeat = createRepeater(options)
  const answered = async (method: string, pattern: string, given: Options = {}) => {
    const path = `/${app}${filledPath(pattern, given.path)}`
    const response = await repeat({ method, path, wish: wishOf(given) })
    if (!response.ok) throw await errorOf(response)
    return response
  }
  const call = (method: string) => async (pattern: string, given?: Options) =>
    bodyIn(await answered(method, pattern, given))
  const pages = pagesOf(call('GET'))
  const client = {
    get: call('GET'),
    post: call('POST'),
    put: call('PUT'),
    patch: call('PATCH'),
    delete: call('DELETE'),
    pages,
    async *list(pattern: string, given?: Options) {
      for await (const page of pages(pattern, given)) yield* itemsIn(page, pattern)
    },
    download: (url: string, given: CallOptions = {}) =>
      answered('GET', '/_download', { ...given, query: { url } }),
  }
  // The one place where the vendor's answers are taken at their word; test/types holds the types against the table.
  return client as unknown as AppClient<A>
}

function wishOf({ query, body, idempotencyKey, ...given }: Options): RequestOptions {
  const headers = {
    ...given.headers,
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
  }
  return {
    headers,
    ...(query && { query }),
    ...(body !== undefined && { json: body }),
    ...(given.connection !== undefined && { connection: given.connection }),
    ...(given.signal && { signal: given.signal }),
  }
}

async function bodyIn(response: Response): Promise<unknown> {
  const text = await response.text()
  if (text === '') return undefined
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw new TypeError('The answer is not JSON. Something between you and the server wrote it.', {
      cause,
    })
  }
}

type Get = (pattern: string, given?: Options) => Promise<unknown>

const pagesOf = (get: Get) =>
  async function* (pattern: string, given: Options = {}): AsyncGenerator<unknown, void, undefined> {
    let query = given.query ?? {}
    for (;;) {
      const page = await get(pattern, { ...given, query })
      yield page
      const next = nextTokenIn(page)
      if (next === null) return
      // The same page for ever.
      if (next === query['next_page_token'])
        throw new TypeError(`${pattern} repeats its next page.`)
      query = { ...query, next_page_token: next }
    }
  }
