import { createHash } from 'node:crypto'
import { html, raw } from 'hono/html'
import type { ControlApp } from './needs.ts'

type OpenApiDocument = ReturnType<ControlApp['getOpenAPI31Document']>
type PathItem = NonNullable<OpenApiDocument['paths']>[string]
type Operation = NonNullable<PathItem['get']>
type Markup = ReturnType<typeof html>

const methods = ['get', 'post', 'patch', 'put', 'delete'] as const

const style = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent) }
body { font: 16px/1.55 system-ui, sans-serif; max-width: 52rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; overflow-wrap: anywhere }
h1 { font-size: 1.6rem; margin: 0 } h2 { font-size: 1.15rem; margin: 2.5rem 0 .25rem }
article { border-top: 1px solid var(--line); padding: .9rem 0 }
h3 { font: 600 .95rem/1.4 ui-monospace, monospace; margin: 0 } h3 span { display: inline-block; min-width: 4.2rem }
p { margin: .35rem 0 } table { border-collapse: collapse; width: 100%; font-size: .9rem; margin: .5rem 0 }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-top: 1px solid var(--line) }
code { font: .9em ui-monospace, monospace } a { color: inherit }
`

/** The one style of this page, allowed by its hash. No script, no frame, no form, nothing from elsewhere. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The OpenAPI document as a page for people, grouped by tag. */
export function docsPage(document: OpenApiDocument): {
  html: Markup
  policy: string
} {
  const { info } = document
  const body = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${info.title} API</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <h1>${info.title} API</h1>
        <p>Version ${info.version}. For programs: <a href="/openapi.json">openapi.json</a></p>
        <p>${info.description}</p>
        ${grouped(document).map(
          ([tag, operations]) =>
            html`<h2>${tag}</h2>
              ${operations}`,
        )}
      </body>
    </html>`
  return { html: body, policy }
}

function grouped({ paths = {} }: OpenApiDocument): [string, Markup[]][] {
  const groups = new Map<string, Markup[]>()
  for (const [path, item] of Object.entries(paths)) {
    for (const method of methods) {
      const operation = item[method]
      if (!operation) continue
      const tag = operation.tags?.[0] ?? 'Other'
      groups.set(tag, [
        ...(groups.get(tag) ?? []),
        article(`${method.toUpperCase()} ${path}`, operation),
      ])
    }
  }
  return [...groups]
}

function article(title: string, operation: Operation): Markup {
  const [method, path] = title.split(' ')
  const keyless = operation.security?.length === 0
  return html`<article id="${operation.operationId}">
    <h3><span>${method}</span> ${path}</h3>
    <p>${operation.summary}.${keyless ? ' Needs no key.' : ''}</p>
    ${operation.description === undefined ? '' : html`<p>${operation.description}</p>`}
    ${fieldTable(fieldsOf(operation))} ${answersOf(operation)}
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

function fieldTable(fields: readonly Field[]): Markup | string {
  if (fields.length === 0) return ''
  return html`<table>
    <tr>
      <th>Field</th>
      <th>In</th>
      <th>Meaning</th>
    </tr>
    ${fields.map(
      ({ name, place, note }) =>
        html`<tr>
          <td><code>${name}</code></td>
          <td>${place}</td>
          <td>${note}</td>
        </tr>`,
    )}
  </table>`
}

function answersOf({ responses }: Operation): Markup[] {
  return Object.entries<{ description?: string }>(responses ?? {})
    .filter(([status]) => status !== 'default')
    .map(([status, { description }]) => html`<p><code>${status}</code> ${description}</p>`)
}
