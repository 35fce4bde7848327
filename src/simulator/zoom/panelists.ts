import { json, type Answer } from '../answer.ts'
import { list, record, required, text, type Read } from '../fields.ts'
import { unseeded } from '../seeded.ts'
import { instant, noContent, param, readBody } from './call.ts'
import { refusal } from './errors.ts'
import { shortId } from './ids.ts'
import { panelistsOf, type Panelist } from './panelists-state.ts'
import type { Call, Route } from './room.ts'
import { targetWebinar } from './webinar-access.ts'
import { webinarJoinUrl } from './webinar-wire.ts'
import type { Webinar } from './webinars-state.ts'

const PATH = '/v2/webinars/{webinarId}/panelists'
const MOST_PANELISTS = 100

const get: Route = {
  id: 'webinarPanelists',
  method: 'GET',
  path: PATH,
  label: 'MEDIUM',
  scope: 'webinar:read:list_panelists',
  classic: ['webinar:read'],
  handle: (call) => {
    const webinar = targetWebinar(call)
    const panelists = [...panelistsOf(call.world, webinar.id).values()]
    return json(200, {
      total_records: panelists.length,
      panelists: panelists.map((one) => panelistLine(webinar, one)),
    })
  },
}

function panelistLine(webinar: Webinar, { id, name, email, extras }: Panelist): object {
  const url = new URL(webinarJoinUrl(webinar).replace('/j/', '/w/'))
  url.searchParams.set('tk', `${id}.DQ.panelist`)
  return { id, name, email, join_url: url.href, ...extras }
}

const create: Route = {
  id: 'webinarPanelistCreate',
  method: 'POST',
  path: PATH,
  label: 'MEDIUM',
  scope: 'webinar:write:panelist',
  classic: ['webinar:write'],
  handle: add,
}

const fields = {
  email: required(text({ pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/ })),
  name: required(text()),
  virtual_background_id: text(),
  name_tag_id: text(),
  name_tag_name: text(),
  name_tag_pronouns: text(),
  name_tag_description: text(),
}

function add(call: Call): Answer {
  const webinar = targetWebinar(call)
  const { panelists = [] } = readBody(call, {
    panelists: required(list(record(fields), { max: 30 })),
  })
  const board = panelistsOf(call.world, webinar.id)
  if (board.size + panelists.length > MOST_PANELISTS) {
    const sentence =
      'You have reached the limit for the number of panelists you can add. Contact Zoom Support for more information.'
    throw refusal(400, 3000, sentence)
  }
  for (const wish of panelists) invite(board, wish)
  return json(201, { id: String(webinar.id), updated_at: instant(call.now) })
}

/** A guess: the same email again renames the panelist who is there. */
function invite(board: Map<string, Panelist>, wish: Read<typeof fields>): void {
  const { email = '', name = '', ...extras } = wish
  const known = [...board.values()].find((one) => one.email.toLowerCase() === email.toLowerCase())
  const id = known?.id ?? shortId(unseeded)
  board.set(id, { id, email, name, extras })
}

const removeAll: Route = {
  id: 'webinarPanelistsDelete',
  method: 'DELETE',
  path: PATH,
  label: 'LIGHT',
  scope: 'webinar:delete:panelist',
  classic: ['webinar:write'],
  handle: (call) => {
    panelistsOf(call.world, targetWebinar(call).id).clear()
    return noContent()
  },
}

const remove: Route = {
  id: 'webinarPanelistDelete',
  method: 'DELETE',
  path: `${PATH}/{panelistId}`,
  label: 'LIGHT',
  scope: 'webinar:delete:panelist',
  classic: ['webinar:write'],
  handle: (call) => {
    const board = panelistsOf(call.world, targetWebinar(call).id)
    const named = param(call, 'panelistId') ?? ''
    const found = [...board.values()].find(({ id, email }) => id === named || email === named)
    if (!found) {
      const sentence = `User ${named} does not exist or does not belong to this account.`
      throw refusal(404, 1001, sentence)
    }
    board.delete(found.id)
    return noContent()
  },
}

export const panelistRoutes: readonly Route[] = [get, create, removeAll, remove]
