import type { App } from '../apps/app.ts'
import type { Client } from '../client/client.ts'
import { actionTools, type Action } from './action-tools.ts'
import { apiTool } from './api-tool.ts'
import { appsKnown } from './apps-known.ts'
import { connectionTools } from './connection-tools.ts'
import { decisionsOf } from './decisions.ts'
import { endpointTool } from './endpoint-tool.ts'
import { searchAppsTool } from './search-apps-tool.ts'
import type { Tool } from './tool.ts'

export interface Catalogue {
  /** What the key may call and an agent needs every day. */
  readonly listed: (client: Client) => Promise<readonly Tool[]>
  /** Every tool that can be called, listed or not. */
  readonly named: (name: string) => Tool | undefined
}

/** The tools of one process. They are made once: what differs by key is which of them are listed. */
export function createCatalogue(apps: readonly App[]): Catalogue {
  const actions = apps.flatMap((app) =>
    app.endpoints.map((endpoint): Action => ({ app, endpoint, tool: endpointTool(app, endpoint) })),
  )
  const api = apiTool(apps)
  // The name that clients of other products know it by.
  const alias = { ...api, name: 'api', description: `Another name of ${api.name}.` }
  const own = [...connectionTools(apps), searchAppsTool, ...actionTools(apps, actions), api, alias]
  const all = [...own, ...actions.map(({ tool }) => tool)]
  const byName = new Map<string, Tool>(all.map((tool) => [tool.name, tool]))
  return {
    named: (name) => byName.get(name),
    async listed(client) {
      const { manage } = await client.user()
      const always = own.filter(({ manages }) => manages !== true || manage)
      const app = await everydayApp(client, apps)
      if (!app) return always
      const decisions = await decisionsOf(client, app.name)
      const everyday = actions.filter(({ app: { name }, endpoint }) => {
        const decision = decisions.get(endpoint.id)
        const viewed = name === app.name && app.agentViews[endpoint.id] !== undefined
        return viewed && decision !== undefined && decision !== 'deny'
      })
      return [...everyday.map(({ tool }) => tool), ...always]
    },
  }
}

/** Of apps that offer the same by the same names, agents are shown one: the first that is set up, or else the first. */
async function everydayApp(client: Client, apps: readonly App[]): Promise<App | undefined> {
  const known = await appsKnown(client)
  const isSetUp = ({ name }: App) =>
    known.some((app) => app['name'] === name && app['configured'] === true)
  return apps.find(isSetUp) ?? apps[0]
}
