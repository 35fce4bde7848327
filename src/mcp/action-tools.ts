import type { App, Endpoint } from '../apps/app.ts'
import type { Client } from '../client/client.ts'
import { wrongArguments } from './check-arguments.ts'
import { decisionsOf } from './decisions.ts'
import { searched } from './search.ts'
import { object, objectOf, reads, Refusal, string, textOf, type Json, type Tool } from './tool.ts'

/** An endpoint and the tool that it is, by the words of agents an action. */
export interface Action {
  readonly app: App
  readonly endpoint: Endpoint
  readonly tool: Tool
}

const most = 12

/** How an agent reaches every endpoint without carrying all their schemas in its context: search, read, run. */
export function actionTools(apps: readonly App[], actions: readonly Action[]): Tool[] {
  const app = { enum: apps.map(({ name }) => name) }
  const find = (args: Json): Action => {
    const [appName, name] = [textOf(args, 'app') ?? apps[0]?.name, textOf(args, 'action')]
    const found = actions.find(
      (action) =>
        action.tool.name === name || (action.app.name === appName && action.endpoint.id === name),
    )
    if (found) return found
    throw new Refusal('There is no such action. search_actions names them.')
  }
  return [searchTool(actions, app), getTool(find, app), runTool(find, app)]
}

type Find = (args: Json) => Action

const getTool = (find: Find, app: Json): Tool => ({
  name: 'get_action',
  title: 'Get action',
  description: 'What an action takes, as a JSON Schema.',
  input: object({ app, action: string() }, ['action']),
  output: object({ input_schema: { type: 'object' } }),
  hints: reads,
  run: async (args) => own(described(find(args))),
})

const runTool = (find: Find, app: Json): Tool => ({
  name: 'run_action',
  title: 'Run action',
  description: 'Runs an action that search_actions found. args is what get_action says it takes.',
  input: object({ app, action: string(), args: { type: 'object' }, connection: string() }, [
    'action',
  ]),
  output: object(),
  hints: { readOnly: false, destructive: true, idempotent: false, openWorld: true },
  async run(args, caller) {
    const { tool } = find(args)
    const connection = textOf(args, 'connection')
    const given = { ...(connection !== undefined && { connection }), ...objectOf(args, 'args') }
    const wrong = wrongArguments(tool, given)
    if (wrong !== null) throw new Refusal(wrong)
    return tool.run(given, caller)
  },
})

const searchTool = (actions: readonly Action[], app: Json): Tool => ({
  name: 'search_actions',
  title: 'Search actions',
  description: 'Finds operations by words, those without a tool of their own too.',
  input: object({ query: string(), app }, ['query']),
  output: object({ actions: { type: 'array' } }),
  hints: reads,
  async run(args, { client }) {
    const appName = textOf(args, 'app') ?? actions[0]?.app.name ?? ''
    const permitted = await permittedOf(client, { actions, appName })
    const endpoints = permitted.map(({ endpoint }) => endpoint)
    const found = searched(endpoints, textOf(args, 'query') ?? '').slice(0, most)
    const shown = found.flatMap((row) => permitted.filter(({ endpoint }) => endpoint === row))
    return own({
      actions: shown.map(({ decision, ...action }) => ({
        ...named(action),
        ...(decision === 'approve' && { needs_approval: true }),
      })),
    })
  },
})

async function permittedOf(
  client: Client,
  { actions, appName }: { actions: readonly Action[]; appName: string },
) {
  const decisions = await decisionsOf(client, appName)
  return actions.flatMap((action) => {
    const decision = decisions.get(action.endpoint.id)
    const permitted = action.app.name === appName && decision !== undefined && decision !== 'deny'
    return permitted ? [{ ...action, decision }] : []
  })
}

const named = ({ app, endpoint, tool }: Action): Json => ({
  app: app.name,
  action: endpoint.id,
  tool: tool.name,
  summary: endpoint.summary,
  effect: endpoint.effect,
})

const described = (action: Action): Json => ({
  ...named(action),
  method: action.endpoint.method,
  path: `/${action.app.name}${action.endpoint.path}`,
  scope: action.endpoint.scope,
  input_schema: action.tool.input,
})

const own = (value: Json) => ({ value, from: null })
