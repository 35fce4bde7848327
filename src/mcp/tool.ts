import type { Client } from '../client/client.ts'

export type Json = Readonly<Record<string, unknown>>

/** What a client may tell its user before a call (MCP, "ToolAnnotations"). All four, because the protocol's defaults mislead. */
export interface Hints {
  readonly readOnly: boolean
  readonly destructive: boolean
  readonly idempotent: boolean
  /** Whether it reaches people and data outside of this server. */
  readonly openWorld: boolean
}

export interface Tool {
  readonly name: string
  readonly title: string
  readonly description: string
  /** JSON Schemas (2020-12) of objects. */
  readonly input: Json
  /** What a list of tools shows of `input`; all of it when left out. */
  readonly shown?: Json
  readonly output: Json
  readonly hints: Hints
  /** Only a key that may manage can do it; it is not listed for others. */
  readonly manages?: true
  readonly run: (args: Json, caller: Caller) => Promise<Answer>
}

/** Who calls a tool, and with what. All access goes through the client, so through key, policy, approvals and audit. */
export interface Caller {
  readonly client: Client
  /** Used when the arguments name no connection. */
  readonly connection: string | undefined
  /** Sent along with requests to an app. */
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

export interface Answer {
  readonly value: Json
  /** Title of the app whose content it is, which other people may have written. Null: this server's own words. */
  readonly from: string | null
}

/** A tool refuses by itself. The message says what to do. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}

export const reads: Hints = {
  readOnly: true,
  destructive: false,
  idempotent: true,
  openWorld: false,
}

export const object = (properties: Json = {}, required: readonly string[] = []): Json => ({
  type: 'object',
  properties,
  ...(required.length > 0 && { required }),
})

export const string = (description?: string): Json => ({
  type: 'string',
  ...(description !== undefined && { description }),
})

/** An argument that the schema has proven to be text, or is not there. */
export function textOf(args: Json, name: string): string | undefined {
  const value = args[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function objectOf(args: Json, name: string): Json {
  const value = args[name]
  return isObject(value) ? value : {}
}

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
