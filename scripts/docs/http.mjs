import { createControl } from '../../dist/control/routes.js'
import { code, note, page, table } from './page.mjs'

export async function httpPage() {
  const document = await describe()
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, route]) => ({
      path,
      method: method.toUpperCase(),
      ...route,
    })),
  )
  const tags = [...new Set(routes.flatMap(({ tags }) => tags ?? []))]
  return page([
    note('the OpenAPI document'),
    '# HTTP API',
    'What Valetkey itself answers: connections, keys, apps and health. The calls that it passes on are in [zoom.md](zoom.md) and [zoom-admin.md](zoom-admin.md). A running server gives the same description as `GET /openapi.json` for programs and `GET /docs` for people.',
    'Send the API key as `Authorization: Bearer <key>`, or as `x-api-key`. A key in the address is refused. Unknown query parameters and unknown members of a body are ignored. A body is read as JSON whatever its content type says. Times are RFC 3339 in UTC. Errors are [problem documents](errors.md).',
    ...tags.flatMap((tag) => [
      `## ${tag}`,
      ...routes
        .filter((route) => route.tags?.includes(tag))
        .flatMap((route) => routeParts(route, document)),
    ]),
    '## Objects',
    ...Object.entries(document.components.schemas)
      .filter(([, schema]) => schema.properties)
      .flatMap(([name, schema]) => [`### ${name}`, membersTable(schema, document)]),
  ])
}

/** The routes are built without a server: nothing behind them is asked for their description. */
async function describe() {
  const needs = { publicUrl: 'http://127.0.0.1:8787', version: '', log: { error() {} } }
  const response = await createControl(needs).request('/openapi.json')
  if (!response.ok) throw new Error(`/openapi.json: ${response.status} ${await response.text()}`)
  return response.json()
}

function routeParts(route, document) {
  const { method, path, summary, description = '', parameters = [], requestBody, security } = route
  const body = resolved(requestBody?.content?.['application/json']?.schema, document)
  const success = route.responses['200']
  const answer = resolved(success?.content?.['application/json']?.schema, document)
  return [
    `### ${code(`${method} ${path}`)}`,
    `${summary}.${security?.length === 0 ? ' Needs no key.' : ''}`,
    description,
    parameters.length === 0
      ? ''
      : table(
          ['parameter', 'in', 'type', 'meaning'],
          parameters.map((it) => [
            code(it.name),
            it.in,
            typeOf(it.schema, document),
            it.description ?? it.schema?.description ?? '',
          ]),
        ),
    body?.properties ? `Body:\n\n${membersTable(body, document)}` : '',
    `Answer: ${success?.description ?? ''}${
      answer?.properties
        ? ` Members: ${Object.entries(answer.properties)
            .map(([name, schema]) => `${code(name)} (${typeOf(schema, document)})`)
            .join(', ')}.`
        : ''
    }`,
  ]
}

function membersTable(schema, document) {
  return table(['member', 'type', 'meaning'], memberRows(schema, document))
}

/** One row per member; the members of an inner object follow it, with its name in front. */
function memberRows(schema, document, before = '') {
  const required = new Set(schema.required ?? [])
  return Object.entries(schema.properties).flatMap(([name, member]) => {
    const inner = [member, ...(member.anyOf ?? [])].find((it) => it.properties)
    return [
      [
        code(before + name),
        `${typeOf(member, document)}${required.has(name) ? '' : ', optional'}`,
        member.description ?? '',
      ],
      ...(inner ? memberRows(inner, document, `${before}${name}.`) : []),
    ]
  })
}

function typeOf(schema = {}, document) {
  if (schema.$ref) return referred(schema.$ref, document)
  const union = schema.anyOf ?? schema.oneOf ?? schema.allOf
  if (union) return union.map((it) => typeOf(it, document)).join(' or ')
  if (schema.enum) return schema.enum.map((it) => (it === null ? 'null' : code(it))).join(', ')
  if (schema.const !== undefined) return code(schema.const)
  const type = Array.isArray(schema.type) ? schema.type.join(' or ') : (schema.type ?? 'anything')
  return schema.items && type === 'array' ? `list of ${typeOf(schema.items, document)}` : type
}

/** An object has a table of its own; the values of an enumeration are shorter than its name. */
function referred(reference, document) {
  const name = reference.split('/').at(-1)
  const schema = document.components.schemas[name]
  return schema.properties ? `[${name}](#${name.toLowerCase()})` : typeOf(schema, document)
}

const resolved = (schema, document) =>
  schema?.$ref ? document.components.schemas[schema.$ref.split('/').at(-1)] : schema
