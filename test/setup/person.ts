/** A person with a browser and no patience: opens a connect link, presses the button, and consents at the simulator. */
export async function consent(
  url: string,
  { user = 'john@example.com', decision = 'allow' }: { user?: string; decision?: string } = {},
): Promise<string> {
  const page = await fetch(url)
  const html = await page.text()
  const token = /name="session_token" value="([^"]+)"/.exec(html)?.[1]
  if (token === undefined) throw new Error(`There is no form behind ${url}: ${page.status} ${html}`)
  const away = await fetch(new URL('/connect', url), {
    method: 'POST',
    headers: { origin: new URL(url).origin },
    body: new URLSearchParams({ session_token: token, decision: 'allow' }),
    redirect: 'manual',
  })
  const cookie = away.headers.getSetCookie().map((it) => it.split(';')[0])
  const authorize = new URL(target(away))
  authorize.searchParams.set('_user', user)
  authorize.searchParams.set('_decision', decision)
  const back = target(await fetch(authorize, { redirect: 'manual' }))
  const end = await fetch(back, { headers: { cookie: cookie.join('; ') } })
  return end.text()
}

function target(response: Response): string {
  const location = response.headers.get('location')
  if (location === null) throw new Error(`No redirect, but ${response.status} from ${response.url}`)
  return location
}
