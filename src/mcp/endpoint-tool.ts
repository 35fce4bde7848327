import type { App, Endpoint } from '../apps/app.ts'
import { splitInput } from '../apps/input-schema.ts'
import { filledPath } from '../client/path.ts'
import { askApp } from './ask-app.ts'
import { compact, fitted } from './compact.ts'
import { output, shownInput, wholeInput } from './endpoint-schema.ts'
import { Refusal, textOf, type Answer, type Caller, type Json, type Tool } from './tool.ts'

/** An endpoint as a tool. Its name, words, hints and schemas derive from the row of the endpoint table. */
export function endpointTool(app: App, endpoint: Endpoint): Tool {
  const view = app.agentViews[endpoint.id]
  const input = wholeInput(app, endpoint)
  return {
    name: underscored(`${app.name} ${endpoint.cli}`),
    title: endpoint.summary,
    description: `${endpoint.summary}.${endpoint.effect === 'destroy' ? ' Cannot be undone.' : ''}`,
    input,
    shown: view ? shownInput(input, endpoint, view) : input,
    output: output(endpoint, view),
    hints: {
      readOnly: endpoint.effect === 'read',
      destructive: endpoint.effect === 'destroy',
      idempotent: endpoint.method !== 'POST',
      openWorld: true,
    },
    async run(args, caller) {
      const { value, from } = await ask(app, endpoint, { args, caller })
      return { value: shaped(value, { app, endpoint, args }), from }
    },
  }
}

export const underscored = (name: string): string => name.replace(/[ -]/g, '_')

/** Arguments that are for us and not for the app. */
const ours = new Set(['connection', 'fields'])

function ask(
  app: App,
  endpoint: Endpoint,
  { args, caller }: { args: Json; caller: Caller },
): Promise<Answer> {
  const given = Object.entries(args).filter(([name]) => !ours.has(name))
  const { path, query, body } = splitInput(app, endpoint, Object.fromEntries(given))
  return askApp(
    {
      app: app.title,
      method: endpoint.method,
      path: `/${app.name}${pathOf(endpoint, path)}`,
      query,
      body: body ?? undefined,
    },
    { ...caller, connection: textOf(args, 'connection') ?? caller.connection },
  )
}

function pathOf(endpoint: Endpoint, values: Json): string {
  const texts = Object.entries(values).map(([name, value]) => [name, String(value)] as const)
  try {
    return filledPath(endpoint.path, Object.fromEntries(texts))
  } catch (error) {
    throw new Refusal(error instanceof Error ? error.message : 'The path cannot be filled in.')
  }
}

interface Asked {
  readonly app: App
  readonly endpoint: Endpoint
  readonly args: Json
}

function shaped(answer: Json, { app, endpoint, args }: Asked): Json {
  const { list, id } = endpoint
  const fields = textOf(args, 'fields')
  const members = fields === undefined ? app.agentViews[id]?.gives : fields.split(/\s*,\s*/)
  const all = members === undefined || members.includes('all')
  const fit = fitted(all ? answer : compact(answer, { list, members }), list)
  if (fit === null) {
    throw new Refusal(
      'The answer is too long for a model. Name the members that you need in fields, or ask for a smaller page_size.',
    )
  }
  return fit
}
