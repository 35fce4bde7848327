import type { ConsentWorld } from './consent-world.ts'

/** A browser in as far as pages need one: it keeps cookies and follows nothing by itself. */
export interface Visitor {
  readonly cookies: Map<string, string>
  get: (path: string, headers?: Record<string, string>) => Promise<Visit>
  post: (
    path: string,
    fields: Record<string, string>,
    headers?: Record<string, string>,
  ) => Promise<Visit>
}

export interface Visit {
  readonly status: number
  readonly headers: Headers
  readonly location: string
  readonly text: string
  /** The words of the page, without its markup. */
  readonly words: string
}

export function createVisitor(world: Pick<ConsentWorld, 'app' | 'publicUrl'>): Visitor {
  const cookies = new Map<string, string>()

  async function visit(path: string, init: RequestInit): Promise<Visit> {
    const headers = new Headers(init.headers)
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    if (cookie !== '') headers.set('cookie', cookie)
    const url = new URL(path, world.publicUrl).href
    const response = await world.app.request(url, { ...init, headers })
    for (const line of response.headers.getSetCookie()) keep(line)
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      location: response.headers.get('location') ?? '',
      text,
      words: wordsOf(text),
    }
  }

  function keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (/max-age=0/i.test(line)) cookies.delete(name)
    else cookies.set(name, value)
  }

  return {
    cookies,
    get: (path, headers = {}) => visit(path, { headers }),
    post: (path, fields, headers = { 'sec-fetch-site': 'same-origin' }) =>
      visit(path, { method: 'POST', headers, body: new URLSearchParams(fields) }),
  }
}

function wordsOf(page: string): string {
  return page
    .replace(/<style>.*?<\/style>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
}

/** What a person does on the simulator's page, by its extension for scripts. Answers the callback address. */
export async function decide(
  authorizationUrl: string,
  decision: 'allow' | 'decline',
  user = 'john@example.com',
): Promise<URL> {
  const url = new URL(authorizationUrl)
  url.searchParams.set('_user', user)
  url.searchParams.set('_decision', decision)
  const response = await fetch(url, { redirect: 'manual' })
  return new URL(response.headers.get('location') ?? '')
}
