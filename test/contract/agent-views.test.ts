import { expect, it } from 'vitest'
import { zoom } from '../../src/apps/zoom/app.ts'
import { publishedAnswer } from './zoom-contract.ts'

const views = Object.entries(zoom.agentViews).flatMap(([id, view]) => {
  const list = zoom.endpoints.find((endpoint) => endpoint.id === id)?.list ?? null
  return view && list === null ? [[id, view] as const] : []
})

it.each(views)(
  'the members that an agent is shown of %s have the type of the documents',
  (id, view) => {
    const published = publishedAnswer(id)
    for (const name of new Set(view.gives.map((path) => path.split('.')[0]!))) {
      // Without a body, an agent is given the status.
      const type = published ? (published.properties?.[name]?.type ?? 'string') : 'integer'
      expect(view.notText?.[name] ?? 'string', name).toBe(type)
    }
  },
)
