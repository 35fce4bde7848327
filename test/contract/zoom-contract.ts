import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import { adminEndpoints, userEndpoints } from '../../src/apps/zoom/endpoints.ts'

/** A row of the endpoint table that the vendor answers. `/_download` is the gateway's own. */
export type Row = (typeof userEndpoints)[number] | (typeof adminEndpoints)[number]
export type RowId = Exclude<Row['id'], 'recordingDownload'>

export const userRows: readonly Row[] = userEndpoints.filter(({ id }) => id !== 'recordingDownload')
export const adminRows: readonly Row[] = adminEndpoints
const rows = new Map<string, Row>([...userRows, ...adminRows].map((row) => [row.id, row]))

export function rowOf(id: RowId): Row {
  const row = rows.get(id)
  if (!row) throw new Error(`The table has no ${id}.`)
  return row
}

export type Params = Readonly<Record<string, string | number>>

/** The path with its parameters filled in; a UUID with slashes is encoded twice, as Zoom wants it. */
export function pathOf(row: Row, params: Params): string {
  return row.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(params[name] ?? `no-${name}`)
    const once = encodeURIComponent(value)
    return value.includes('/') ? encodeURIComponent(once) : once
  })
}

/** As much of JSON Schema as the documents use for what a caller sends. */
export interface Published {
  readonly type?: string
  readonly enum?: readonly (string | number)[]
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly items?: Published
  readonly properties?: Readonly<Record<string, Published>>
  readonly required?: readonly string[]
}

export type PublishedParameter = Omit<Published, 'required'> & { readonly required?: true }

interface Operation {
  readonly responses: Record<string, { readonly $ref: string } | null>
  readonly request?: { readonly $ref: string }
  readonly parameters: Record<string, PublishedParameter>
}

interface Document {
  readonly operations: Record<string, Operation>
  readonly $defs: Record<string, Published>
}

const file = new URL('zoom-schemas.json', import.meta.url)
const { operations, $defs } = JSON.parse(readFileSync(file, 'utf8')) as Document
const ajv = new Ajv({ strict: false, allErrors: true })
// The module is CommonJS: under Node's resolution its default export is the module itself.
formats.default(ajv)

export type Success = { readonly status: number; readonly validate: ValidateFunction | null }

/** The documented success of an operation: its status, and what its body must be; null without a body. */
export function successOf(id: RowId): Success {
  const [status, schema] = Object.entries(operations[id]?.responses ?? {})[0] ?? []
  if (status === undefined) throw new Error(`The documents have no ${id}.`)
  const validate = schema ? ajv.compile({ ...schema, $defs }) : null
  return { status: Number(status), validate }
}

const resolved = ({ $ref }: { readonly $ref: string }): Published =>
  $defs[$ref.replace('#/$defs/', '')] ?? {}

/** What an operation takes: its parameters by name, and its body; null without one. */
export function publishedInput(id: string): {
  readonly parameters: Readonly<Record<string, PublishedParameter>>
  readonly body: Published | null
} {
  const operation = operations[id]
  if (!operation) throw new Error(`The documents have no ${id}.`)
  const { parameters, request } = operation
  return { parameters, body: request ? resolved(request) : null }
}

/** The documented success body of an operation. */
export function publishedAnswer(id: string): Published | null {
  const [answer] = Object.values(operations[id]?.responses ?? {})
  return answer ? resolved(answer) : null
}
