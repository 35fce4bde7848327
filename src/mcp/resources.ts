import type { AgentResource } from '../apps/agent-view.ts'
import type { App, Endpoint } from '../apps/app.ts'
import type { Client } from '../client/client.ts'
import { decisionsOf } from './decisions.ts'
import { endpointTool } from './endpoint-tool.ts'
import { resultOf } from './result.ts'
import type { Caller, Json } from './tool.ts'

/** A list of an app that a client may keep at hand. */
export interface Resource {
  readonly uri: string
  readonly title: string
  readonly name: string
  readonly app: App
  readonly endpoint: Endpoint
  /** The list as JSON, marked as the app's content as in the answer of a tool. */
  readonly read: (caller: Caller, now: number) => Promise<string>
}

export function resourcesOf(apps: readonly App[]): readonly Resource[] {
  return apps.flatMap((app) =>
    app.agentResources.flatMap((described) => {
      const endpoint = app.endpoints.find(({ id }) => id === described.endpoint)
      return endpoint ? [resourceOf(app, endpoint, described)] : []
    }),
  )
}

/** Those that the key may read, of the apps that it has a connection of. */
export async function readable(
  resources: readonly Resource[],
  client: Client,
): Promise<readonly Resource[]> {
  const { connections } = await client.connections.list({ status: 'ACTIVE', limit: 1000 })
  const connected = new Set(connections.map(({ app }) => app))
  const apps = [...new Set(resources.map(({ app }) => app.name))].filter((it) => connected.has(it))
  const decisions = await Promise.all(
    apps.map(async (name) => [name, await decisionsOf(client, name)] as const),
  )
  const byApp = new Map(decisions)
  return resources.filter(({ app, endpoint }) => byApp.get(app.name)?.get(endpoint.id) === 'allow')
}

function resourceOf(
  app: App,
  endpoint: Endpoint,
  { name, title, query, lastDays }: AgentResource,
): Resource {
  const { run } = endpointTool(app, endpoint)
  return {
    uri: `valetkey://${app.name}/${name}`,
    title: `${title} (${app.title})`,
    name: `${app.name}-${name}`,
    app,
    endpoint,
    async read(caller, now) {
      const answer = await run({ ...query, ...(lastDays !== null && since(lastDays, now)) }, caller)
      return JSON.stringify(resultOf(answer).structuredContent)
    },
  }
}

const dayMs = 86_400_000

const since = (days: number, now: number): Json => ({
  from: dayOf(now - days * dayMs),
  to: dayOf(now),
})

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10)
