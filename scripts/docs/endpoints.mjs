import { apps } from '../../dist/apps/registry.js'
import { code, note, page, table } from './page.mjs'

/** One page per app: every row of its endpoint table. */
export async function endpointPages() {
  return apps.map((app) => [`docs/reference/${app.name}.md`, endpointPage(app)])
}

function endpointPage(app) {
  const groups = grouped(app.endpoints)
  return page([
    note(`the endpoint table of ${app.name}`),
    `# ${app.title}`,
    `Every call that Valetkey passes on for the app ${code(app.name)}. The path stands behind ${code(`/${app.name}`)}: ${code(`GET /${app.name}${app.identity.path}`)}. Anything else answers 404 with the code ${code('endpoint_not_supported')}. For programs, ${code(`GET /apps/${app.name}/endpoints`)} gives the same list.`,
    `The OAuth client is set by ${code(app.settings.clientId)} and ${code(app.settings.clientSecret)}.`,
    table(
      ['effect', 'meaning'],
      [
        ['read', 'changes nothing'],
        ['write', 'creates or changes something'],
        ['destroy', 'cannot be taken back with the same key'],
      ],
    ),
    "The scope is the least one that is enough. The rate class is the label of the vendor's limits. Query parameters and members of a body are passed on whether or not they stand here; those with a star are required.",
    ...[...groups].flatMap(([name, endpoints]) => [`## ${name}`, endpointTable(endpoints)]),
    '## Scopes',
    'A Marketplace app that has these scopes can make every call of this page:',
    ['```text', ...[...app.scopes].sort(), '```'].join('\n'),
  ])
}

const endpointTable = (endpoints) =>
  table(
    ['call', 'what it does', 'effect', 'rate class', 'scope', 'query', 'body'],
    endpoints.map(({ method, path, summary, effect, rateClass, scope, query, body }) => [
      code(`${method} ${path}`),
      summary,
      effect,
      rateClass,
      code(scope),
      query.map(code).join(' '),
      (body ?? []).map(({ name, required }) => code(required ? `${name}*` : name)).join(' '),
    ]),
  )

const titles = {
  users: 'Users',
  accounts: 'Accounts',
  meetings: 'Meetings',
  upcoming_meetings: 'Meetings',
  past_meetings: 'Past meetings',
  webinars: 'Webinars',
  past_webinars: 'Past webinars',
  report: 'Reports',
  _download: 'Downloads',
}

function groupOf({ path }) {
  const words = path.split('/').filter((word) => word !== '' && !word.startsWith('{'))
  if (words.includes('recordings')) return 'Recordings'
  const [first, second] = words
  // What belongs to a user stands with its own kind, e.g. /v2/users/{userId}/webinars.
  const last = words.at(-1)
  const key = first === '_download' ? first : second === 'users' && titles[last] ? last : second
  const title = titles[key]
  if (title === undefined) throw new Error(`${path} belongs to no group of the page`)
  return title
}

// By hand, because Map.groupBy came with Node 21.
function grouped(endpoints) {
  const groups = new Map()
  for (const endpoint of endpoints) {
    const name = groupOf(endpoint)
    groups.set(name, [...(groups.get(name) ?? []), endpoint])
  }
  return groups
}
