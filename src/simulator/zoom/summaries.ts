import { json, type Answer } from '../answer.ts'
import { below, pick, seeded } from '../seeded.ts'
import type { World } from '../world.ts'
import { choice, instant, pageOf, query } from './call.ts'
import { invalidField, noMeeting, refusal } from './errors.ts'
import { instancesOf } from './instances.ts'
import { targetPast } from './past-access.ts'
import { speakersOf, type PastInstance } from './past-participants.ts'
import type { Call, Room, Route } from './room.ts'
import { hasSummary } from './summaries-state.ts'
import { usersOf } from './users-state.ts'

const MINUTE = 60_000

const get: Route = {
  // Zoom's own spelling.
  id: 'Getameetingsummary',
  method: 'GET',
  path: '/v2/meetings/{meetingId}/meeting_summary',
  label: 'LIGHT',
  scope: 'meeting:read:summary',
  classic: ['meeting_summary:read'],
  handle: (call) => {
    mustPay(call)
    const instance = targetPast(call)
    // A guess: a meeting without a summary is answered like one that does not exist.
    if (!hasSummary(instance)) throw noMeeting(instance.number)
    return json(200, { ...summaryLine(call.world, instance), ...summaryText(call.world, instance) })
  },
}

const list: Route = {
  id: 'Listmeetingsummaries',
  method: 'GET',
  path: '/v2/meetings/meeting_summaries',
  label: 'MEDIUM',
  scope: 'meeting:read:list_summaries',
  classic: ['meeting_summary:read'],
  adminOnly: true,
  handle: listAll,
}

const DAY = 24 * 60 * MINUTE

function listAll(call: Call): Answer {
  mustPay(call)
  // A guess: without a window, the last 30 days.
  const from = momentOf(call, 'from') ?? call.now - 30 * DAY
  const to = momentOf(call, 'to') ?? call.now
  const field = choice(call, 'time_filter_field', ['summary_start_time', 'summary_created_time'])
  const moment = (one: PastInstance): number =>
    field === 'summary_start_time' ? one.startedAt : createdAt(one)
  const all = summarized(call.world)
    .filter((one) => moment(one) >= from && moment(one) <= to)
    .toSorted((one, other) => other.startedAt - one.startedAt)
  const page = pageOf(call, all, 300)
  return json(200, {
    page_size: page.size,
    next_page_token: page.next,
    from: instant(from),
    to: instant(to),
    summaries: page.items.map((one) => summaryLine(call.world, one)),
  })
}

function mustPay({ settings }: Call): void {
  if (settings.plan === 'free') throw refusal(400, 200, 'Only available for Paid account.')
}

function momentOf(call: Call, name: 'from' | 'to'): number | undefined {
  const text = query(call, name)
  const moment = Date.parse(text ?? '')
  if (!Number.isNaN(moment)) return moment
  if (text !== undefined && call.settings.strict) throw invalidField(name)
  return undefined
}

function summarized(world: World): readonly PastInstance[] {
  return [...instancesOf(world).byUuid.values()].flatMap((one) =>
    one.endedAt !== undefined && hasSummary(one) ? [{ ...one, endedAt: one.endedAt }] : [],
  )
}

function createdAt({ endedAt }: PastInstance): number {
  return endedAt + 3 * MINUTE
}

function summaryLine(world: World, instance: PastInstance): object {
  return {
    meeting_host_id: instance.hostId,
    meeting_host_email: usersOf(world).byId.get(instance.hostId)?.email ?? '',
    meeting_uuid: instance.uuid,
    meeting_id: instance.number,
    meeting_topic: instance.topic,
    meeting_start_time: instant(instance.startedAt),
    meeting_end_time: instant(instance.endedAt),
    summary_start_time: instant(instance.startedAt),
    summary_end_time: instant(instance.endedAt),
    summary_created_time: instant(createdAt(instance)),
    summary_last_modified_time: instant(createdAt(instance)),
  }
}

const POINTS = [
  'The open points of last time were closed.',
  'The draft is accepted with small changes.',
  'The customer gets an answer this week.',
  'The budget stays as it is.',
  'The release waits for the last review.',
] as const
const STEPS = [
  'send the draft',
  'ask the customer',
  'book the room',
  'update the plan',
  'write the notes',
] as const

/** What was said, in few words. The same meeting has the same summary each time. */
function summaryText(world: World, instance: PastInstance): object {
  const random = seeded(`summary ${instance.uuid}`)
  const points = Array.from({ length: 2 + below(random, 2) }, () => pick(random, POINTS))
  const speakers = speakersOf(world, instance).slice(0, 2)
  const steps = speakers.map((name) => `${name} will ${pick(random, STEPS)}.`)
  const overview = `The team met about ${instance.topic}.`
  const content = ['## Key takeaways', ...points, '## Next steps', ...steps]
  return {
    summary_title: `Meeting summary for ${instance.topic}`,
    summary_overview: overview,
    summary_details: points.map((summary) => ({ label: instance.topic, summary })),
    next_steps: steps,
    summary_content: content.map((line) => (line.startsWith('#') ? line : `- ${line}`)).join('\n'),
    summary_doc_url: `https://docs.zoom.us/doc/${encodeURIComponent(instance.uuid.slice(0, 22))}`,
  }
}

/** What AI Companion wrote down. */
export const summaries: Room = { routes: [get, list] }
