import { appsKnown } from './apps-known.ts'
import { object, reads, string, textOf, type Tool } from './tool.ts'

export const searchAppsTool: Tool = {
  name: 'search_apps',
  title: 'Search apps',
  description: 'The apps that can be connected, and whether each is set up.',
  input: object({ query: string() }),
  output: object({ apps: { type: 'array' } }),
  hints: reads,
  async run(args, { client }) {
    const wanted = (textOf(args, 'query') ?? '').toLowerCase()
    const apps = (await appsKnown(client)).map(({ name, title, configured }) => ({
      name,
      title,
      configured,
    }))
    const found = apps.filter(({ name, title }) =>
      `${String(name)} ${String(title)}`.toLowerCase().includes(wanted),
    )
    return { value: { apps: found }, from: null }
  },
}
