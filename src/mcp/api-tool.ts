import type { App } from '../apps/app.ts'
import { apiPath } from './api-path.ts'
import { askApp } from './ask-app.ts'
import { fitted } from './compact.ts'
import { underscored } from './endpoint-tool.ts'
import { object, objectOf, Refusal, string, textOf, type Tool } from './tool.ts'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** The tool for every endpoint that has none of its own: one request, as the app's documentation writes it. */
export function apiTool(apps: readonly App[]): Tool {
  const [first] = apps
  const others = apps.slice(1).map(({ name, title }) => `/${name} for ${title}`)
  return {
    name: `${underscored(first?.name ?? 'app')}_api`,
    title: `${first?.title ?? 'App'} API request`,
    description: `Sends one request of the ${first?.title ?? 'app'} API, for what no other tool does. search_actions names the paths. Answers in full.`,
    input: object(
      {
        method: { enum: methods },
        path: string(
          `As ${first?.title ?? 'the app'} documents it, e.g. ${first?.identity.path ?? '/'}. Begin with ${others.join(', ')}.`,
        ),
        query: { type: 'object' },
        body: { type: 'object' },
        connection: string(),
      },
      ['method', 'path'],
    ),
    output: object(),
    hints: { readOnly: false, destructive: true, idempotent: false, openWorld: true },
    async run(args, caller) {
      const { app, path } = apiPath(apps, textOf(args, 'path') ?? '')
      const { value, from } = await askApp(
        {
          app: app.title,
          method: textOf(args, 'method') ?? '',
          path,
          query: objectOf(args, 'query'),
          body: args['body'],
        },
        { ...caller, connection: textOf(args, 'connection') ?? caller.connection },
      )
      const fit = fitted(value, null)
      if (fit === null) throw new Refusal(tooLong)
      return { value: fit, from }
    },
  }
}

const tooLong =
  'The answer is too long for a model. Ask for a smaller page_size or for fewer fields.'
