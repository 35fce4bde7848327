type Ask = (path: string, init?: RequestInit) => Promise<Response>

/**
 * Replaces `{meetingId}` and its like in a documented path by something that exists, made for this one request: the pages also
 * show how to delete.
 */
export async function filledIn(path: string, ask: Ask): Promise<string> {
  let filled = path
  for (const [placeholder] of path.matchAll(/\{[A-Za-z_]+\}/g)) {
    filled = filled.replace(placeholder, await valueOf(placeholder, { path, filled, ask }))
  }
  return filled
}

interface Place {
  readonly path: string
  /** With the placeholders before this one already replaced. */
  readonly filled: string
  readonly ask: Ask
}

async function valueOf(placeholder: string, { path, filled, ask }: Place): Promise<string> {
  switch (placeholder) {
    case '{userId}':
      return (await json(ask, '/zoom/v2/users/me'))['email'] as string
    case '{meetingId}':
      return path.includes('/recordings') ? recorded(ask) : newMeeting(ask)
    case '{meetingUUID}':
      return past(ask)
    case '{webinarId}':
      return String((await json(ask, '/zoom/v2/users/me/webinars', webinar))['id'])
    case '{registrantId}':
      return newRegistrant(filled, ask)
    case '{download_url}':
      return encodeURIComponent((await recordings(ask))[0]!.recording_files[0]!.download_url)
    case '{connection_id}':
      return (await json(ask, '/connections', { app: 'zoom' }))['connection_id'] as string
    case '{key_id}':
      return (await json(ask, '/api-keys', { name: 'for a page' }))['key_id'] as string
    case '{app}':
      return 'zoom'
    default:
      throw new Error(`${path}: nobody knows what ${placeholder} stands for`)
  }
}

const webinar = { topic: 'For a page', type: 5, duration: 60, settings: { approval_type: 0 } }

async function newMeeting(ask: Ask): Promise<string> {
  const meeting = { topic: 'For a page', type: 2, duration: 30, settings: { approval_type: 0 } }
  return String((await json(ask, '/zoom/v2/users/me/meetings', meeting))['id'])
}

async function newRegistrant(filled: string, ask: Ask): Promise<string> {
  const person = { email: 'guest@example.com', first_name: 'Guest', last_name: 'Page' }
  const list = filled.slice(0, filled.indexOf('/registrants')) + '/registrants'
  return (await json(ask, list, person))['registrant_id'] as string
}

interface Recorded {
  readonly uuid: string
  readonly recording_files: readonly { readonly download_url: string; readonly status?: string }[]
}

async function recordings(ask: Ask): Promise<readonly Recorded[]> {
  const from = new Date(Date.now() - 29 * 86_400_000).toISOString().slice(0, 10)
  const to = new Date().toISOString().slice(0, 10)
  const list = await json(ask, `/zoom/v2/users/me/recordings?from=${from}&to=${to}`)
  return list['meetings'] as Recorded[]
}

/** Encoded twice, as Zoom asks for ids that begin with a slash. */
async function recorded(ask: Ask): Promise<string> {
  // Zoom deletes no recording that it still works on.
  const finished = (await recordings(ask)).find(({ recording_files: files }) =>
    files.every(({ status }) => status !== 'processing'),
  )
  return encodeURIComponent(encodeURIComponent(finished!.uuid))
}

async function past(ask: Ask): Promise<string> {
  const list = await json(ask, '/zoom/v2/users/me/meetings?type=previous_meetings')
  const [meeting] = list['meetings'] as { uuid: string }[]
  return encodeURIComponent(encodeURIComponent(meeting!.uuid))
}

async function json(ask: Ask, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const response = await ask(
    path,
    body === undefined ? {} : { method: 'POST', body: JSON.stringify(body), headers: jsonType },
  )
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as Record<string, unknown>
}

const jsonType = { 'content-type': 'application/json' }
