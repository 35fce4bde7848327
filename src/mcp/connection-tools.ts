import type { App } from '../apps/app.ts'
import type { Connection, ConnectionFilter } from '../client/objects.ts'
import { Refusal, object, reads, string, textOf, type Json, type Tool } from './tool.ts'

const connectionId = { connection_id: string() }
const orNull = { anyOf: [string(), { type: 'null' }] }
const connectionOutput = object({ connection: { type: 'object' } })
const toPerson =
  'Give url to the person and ask them to open it. Do not open it yourself. Then ask for the connection until its status is no longer PENDING.'

/** Who calls, and what is connected: the tools that concern this server alone. */
export function connectionTools(apps: readonly App[]): Tool[] {
  return [whoami, list(apps), get, create(apps), reconnect, remove]
}

const whoami: Tool = {
  name: 'whoami',
  title: 'Who am I',
  description: 'Whom the API key belongs to.',
  input: object(),
  output: object({ user_id: string(), email: orNull, name: string() }),
  hints: reads,
  run: async (_args, { client }) => own({ ...(await client.user()) }),
}

const list = (apps: readonly App[]): Tool => ({
  name: 'list_connections',
  title: 'List connections',
  description:
    'Connected accounts, oldest first. Calls that name no connection use the oldest ACTIVE one of the app.',
  input: object({
    app: oneOf(apps),
    status: { enum: ['PENDING', 'ACTIVE', 'FAILED'] },
    next_token: string(),
  }),
  output: object({ connections: { type: 'array' }, next_token: orNull }),
  hints: reads,
  async run(args, { client }) {
    const page = await client.connections.list({ limit: 50, ...filterOf(args) })
    return own({ connections: page.connections.map(brief), next_token: page.next_token })
  },
})

const get: Tool = {
  name: 'get_connection',
  title: 'Get connection',
  description: 'One connection and its state.',
  input: object(connectionId, ['connection_id']),
  output: connectionOutput,
  hints: reads,
  run: async (args, { client }) =>
    own({ connection: brief(await client.connections.get(idOf(args))) }),
}

const create = (apps: readonly App[]): Tool => ({
  name: 'create_connection',
  title: 'Connect an account',
  description: `Starts connecting an account. ${toPerson}`,
  input: object({ app: oneOf(apps), label: string() }),
  output: connectionOutput,
  hints: { readOnly: false, destructive: false, idempotent: false, openWorld: false },
  async run(args, { client }) {
    const [app, label] = [textOf(args, 'app') ?? apps[0]?.name ?? '', textOf(args, 'label')]
    const connection = await client.connections.create({
      app,
      ...(label !== undefined && { label }),
    })
    return own({ connection: brief(connection), next: toPerson })
  },
})

const reconnect: Tool = {
  name: 'reconnect_connection',
  title: 'Reconnect an account',
  description:
    'A fresh consent link for a connection that stopped working; it keeps its id. Give url to the person.',
  input: object(connectionId, ['connection_id']),
  output: connectionOutput,
  hints: { readOnly: false, destructive: false, idempotent: true, openWorld: false },
  run: async (args, { client }) =>
    own({ connection: brief(await client.connections.reconnect(idOf(args))), next: toPerson }),
}

const remove: Tool = {
  name: 'delete_connection',
  title: 'Delete connection',
  description: 'Deletes a connection and revokes its grant. Ask the person first.',
  input: object(connectionId, ['connection_id']),
  output: object({ connection_id: string(), deleted: { type: 'boolean' } }),
  hints: { readOnly: false, destructive: true, idempotent: true, openWorld: true },
  manages: true,
  run: async (args, { client }) => own({ ...(await client.connections.delete(idOf(args))) }),
}

const own = (value: Json) => ({ value, from: null })
const oneOf = (apps: readonly App[]): Json => ({ enum: apps.map(({ name }) => name) })

function idOf(args: Json): string {
  const id = textOf(args, 'connection_id')
  // Never the default connection: these tools change what they name.
  if (id === undefined)
    throw new Refusal('connection_id is missing. list_connections shows the ids.')
  return id
}

function filterOf(args: Json): ConnectionFilter {
  const names = ['app', 'status', 'next_token'] as const
  const given = names.flatMap((name) => {
    const value = textOf(args, name)
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(given)
}

/** What an agent needs of a connection. The link only where a person has to open it. */
function brief({ url, ...connection }: Connection): Json {
  const { connection_id, app, status, label, account_email, error } = connection
  return {
    connection_id,
    app,
    status,
    label,
    account_email,
    ...(error && { error }),
    ...(status !== 'ACTIVE' && { url }),
  }
}
