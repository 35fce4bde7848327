import { html } from 'hono/html'
import { describeErrors } from '../errors.ts'
import type { Html } from '../web/page.ts'
import type { ControlApp } from './needs.ts'

type OpenApiDocument = ReturnType<ControlApp['getOpenAPI31Document']>
type PathItem = NonNullable<OpenApiDocument['paths']>[string]
type Operation = NonNullable<PathItem['get']>

const methods = ['get', 'post', 'patch', 'put', 'delete'] as const

/** The OpenAPI document as the body of a page for people, grouped by tag. */
export function docsBody(document: OpenApiDocument): Html {
  const { info } = document
  return html`<div class="stack">
      <h1>${info.title} API</h1>
      <p class="lede">${info.description}</p>
      <p class="small">
        Version ${info.version}. For programs: <a href="openapi.json">openapi.json</a>
      </p>
    </div>
    ${grouped(document).map(
      ([tag, operations]) =>
        html`<h2>${tag}</h2>
          ${operations}`,
    )}
    ${errorTable()}`
}

/** Every code that `valetkey-error` can name, because no single route shows them all. */
function errorTable(): Html {
  return html`<h2>Errors</h2>
    <article class="card">
      <p>Problem documents (RFC 9457). The header valetkey-error repeats the code.</p>
      <dl class="facts">
        ${describeErrors().map(
          ({ code, status, title }) =>
            html`<dt><code>${code}</code></dt>
              <dd><span class="small">${status}.</span> ${title}.</dd>`,
        )}
      </dl>
    </article>`
}

function grouped({ paths = {} }: OpenApiDocument): [string, Html[]][] {
  const groups = new Map<string, Html[]>()
  for (const [path, item] of Object.entries(paths)) {
    for (const method of methods) {
      const operation = item[method]
      if (!operation) continue
      const tag = operation.tags?.[0] ?? 'Other'
      const shown = article(`${method.toUpperCase()} ${path}`, operation)
      groups.set(tag, [...(groups.get(tag) ?? []), shown])
    }
  }
  return [...groups]
}

function article(title: string, operation: Operation): Html {
  const keyless = operation.security?.length === 0
  return html`<article class="card" id="${operation.operationId}">
    <div class="stack">
      <h3><code>${title}</code></h3>
      <p>${operation.summary}.${keyless ? ' Needs no key.' : ''}</p>
      ${operation.description === undefined ? '' : html`<p>${operation.description}</p>`}
      ${answersOf(operation)}
    </div>
    ${fieldList(fieldsOf(operation))}
  </article>`
}

interface Field {
  readonly name: string
  readonly place: string
  readonly note: string
}

function fieldsOf(operation: Operation): Field[] {
  const parameters = (operation.parameters ?? []).flatMap((parameter) =>
    'name' in parameter
      ? [{ name: parameter.name, place: parameter.in, note: parameter.description ?? '' }]
      : [],
  )
  return [...parameters, ...bodyFields(operation)]
}

function bodyFields({ requestBody }: Operation): Field[] {
  const schema =
    requestBody && 'content' in requestBody
      ? requestBody.content['application/json']?.schema
      : undefined
  if (!schema || !('properties' in schema)) return []
  return Object.entries(schema.properties ?? {}).map(([name, member]) => ({
    name,
    place: schema.required?.includes(name) === true ? 'body, required' : 'body',
    note: ('description' in member ? member.description : undefined) ?? '',
  }))
}

function fieldList(fields: readonly Field[]): Html | string {
  if (fields.length === 0) return ''
  return html`<dl class="facts">
    ${fields.map(
      ({ name, place, note }) =>
        html`<dt><code>${name}</code></dt>
          <dd><span class="small">${place}.</span> ${note}</dd>`,
    )}
  </dl>`
}

function answersOf({ responses }: Operation): Html[] {
  return Object.entries<{ description?: string }>(responses ?? {})
    .filter(([status]) => status !== 'default')
    .map(([status, { description }]) => html`<p class="small">${status}: ${description}</p>`)
}
