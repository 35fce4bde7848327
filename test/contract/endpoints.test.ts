import { describe, expect, it } from 'vitest'
import type { Endpoint } from '../../src/apps/app.ts'
import { parametersOf } from '../../src/apps/endpoint-parameters.ts'
import { inputSchema } from '../../src/apps/input-schema.ts'
import type { Parameter } from '../../src/apps/parameter.ts'
import { apps } from '../../src/apps/registry.ts'
import { zoomAdmin } from '../../src/apps/zoom/app.ts'
import { itemsIn } from '../../src/client/pages.ts'
import { publishedAnswer, publishedInput, type Published } from './zoom-contract.ts'

/*
 * What the endpoint table says of a caller's input, against Zoom's published documents. zoom-admin has every row of zoom.
 */

const rows: readonly Endpoint[] = zoomAdmin.endpoints
const atZoom = rows.filter(({ id }) => id !== 'recordingDownload')
const inputs = (row: Endpoint) => parametersOf(zoomAdmin, row)

it('the app of an account has every row of the app of a person', () => {
  const ids = new Set(rows.map(({ id }) => id))
  expect(apps.flatMap((app) => app.endpoints.filter(({ id }) => !ids.has(id)))).toEqual([])
})

describe.each(atZoom)('$id', (row) => {
  const { parameters, body } = publishedInput(row.id)
  const ours = inputs(row)

  it('has the path and query parameters of the documents', () => {
    const all = [...ours.path, ...ours.query]
    expect(all.map(({ name }) => name).sort()).toEqual(Object.keys(parameters).sort())
    // `me` stands for a missing id, numbers of meetings may be UUIDs, and two texts name their values only in prose.
    const loose = new Set(['userId', 'accountId', 'meetingId', 'webinarId'])
    const inProse = new Set(['trash_type', 'include_fields'])
    for (const it of all.filter(({ name }) => !loose.has(name))) {
      const { required, ...published } = parameters[it.name] ?? {}
      expect(it.required, it.name).toBe(required)
      if (!(row.id === 'users' && it.name === 'page_number')) agree(it, published, it.name)
      if (published.enum || !inProse.has(it.name)) expect(it.enum).toEqual(published.enum)
    }
  })

  it('has a body where the documents have one, and only members of it', () => {
    expect(ours.body === null).toBe(body === null)
    for (const it of ours.body ?? []) agree(it, body?.properties?.[it.name], it.name)
    const required = (ours.body ?? []).filter((it) => it.required).map(({ name }) => name)
    expect(required).toEqual(expect.arrayContaining([...(body?.required ?? [])]))
  })

  it('has the list of its answer where there is one', () => {
    const answer = publishedAnswer(row.id)?.properties ?? {}
    if (row.list !== null) expect(answer[row.list]?.type).toBe('array')
    // A page that says where the next one is without a list would be read as one item.
    if ('next_page_token' in answer) expect(row.list).not.toBeNull()
    expect(row.query.includes('next_page_token')).toBe('next_page_token' in answer)
  })
})

it('the SDK finds the list of every answer without knowing the table', () => {
  for (const row of atZoom.filter(({ list }) => list !== null)) {
    const members = Object.entries(publishedAnswer(row.id)?.properties ?? {})
    const page = members.map(([name, { type }]) => [name, type === 'array' ? [name] : 1] as const)
    expect(itemsIn(Object.fromEntries(page), row.path), row.id).toEqual([row.list])
  }
})

/** Nothing that the documents refuse is offered, and nothing that they allow is called another type. */
function agree(ours: Omit<Parameter, 'name' | 'description'>, published: Published = {}, at = '') {
  expect(ours.type, at).toBe(published.type)
  for (const value of ours.enum ?? []) {
    if (published.enum) expect(published.enum, at).toContain(value)
  }
  if (published.enum && ours.enum) expect(ours.enum.length, at).toBe(published.enum.length)
  if (published.enum) expect(ours.enum, at).toBeDefined()
  for (const limit of ['maximum', 'maxLength'] as const) {
    if (ours[limit] !== undefined && published[limit] !== undefined)
      expect(ours[limit], at).toBe(published[limit])
  }
  const format = ours.format === 'start-time' ? undefined : ours.format
  if (published.format) expect(format, at).toBe(published.format)
  if (ours.items) agree(ours.items, published.items, `${at}[]`)
  for (const member of ours.properties ?? [])
    agree(member, published.properties?.[member.name], `${at}.${member.name}`)
}

it('a body that the documents refuse would be found', () => {
  const wrong = { name: 'x', type: 'string', description: '', enum: ['a'] } as const
  expect(() => {
    agree(wrong, { type: 'string', enum: ['b'] })
  }).toThrow()
  expect(() => {
    agree(wrong, { type: 'integer' })
  }).toThrow()
})

describe('every row', () => {
  it('is described, to the last member', () => {
    const bare = (it: Parameter): string[] => [
      ...(it.description === '' ? [it.name] : []),
      ...(it.properties ?? it.items?.properties ?? []).flatMap(bare),
    ]
    const all = rows.flatMap((row) => {
      const { path, query, body } = inputs(row)
      return [...path, ...query, ...(body ?? [])]
    })
    expect(all.flatMap(bare)).toEqual([])
  })

  it('takes no two things of one name, so that its input can be flat', () => {
    for (const row of rows) {
      const { path, query, body } = inputs(row)
      const names = [...path, ...query, ...(body ?? [])].map(({ name }) => name)
      expect(new Set(names).size, row.id).toBe(names.length)
    }
  })

  it('has a schema of its input that a strict reader of JSON Schema takes', async () => {
    const { Ajv2020 } = await import('ajv/dist/2020.js')
    const ajv = new Ajv2020({
      strict: true,
      formats: { date: true, 'date-time': true, email: true },
    })
    for (const row of rows) ajv.compile(inputSchema(zoomAdmin, row))
  })

  it('has a command of its own', () => {
    const names = rows.map(({ cli }) => cli)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => !/^[a-z-]+( [a-z-]+){1,2}$/.test(name))).toEqual([])
    // A name that is also the beginning of another could not be told from it.
    expect(names.filter((name) => names.some((it) => it.startsWith(`${name} `)))).toEqual([])
  })
})
