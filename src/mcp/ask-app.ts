import { readAnswer } from './read-answer.ts'
import { isObject, Refusal, type Answer, type Caller, type Json } from './tool.ts'

export interface AppRequest {
  /** Title of the app. */
  readonly app: string
  readonly method: string
  /** With the app's name in front, percent-encoded. */
  readonly path: string
  readonly query: Json
  /** Sent as JSON; undefined for none. */
  readonly body: unknown
}

/** One request to an app through the gateway, and its answer. Throws as the client does. */
export async function askApp(
  { app, method, path, query, body }: AppRequest,
  { client, connection, headers, signal }: Caller,
): Promise<Answer> {
  if (connection !== undefined && !/^[\x21-\x7e]+$/.test(connection))
    throw new Refusal('connection is the id of a connection. list_connections shows the ids.')
  const response = await client.request(method, path, {
    query: Object.fromEntries(Object.entries(query).map(([name, value]) => [name, inQuery(value)])),
    headers,
    signal,
    ...(body !== undefined && method !== 'GET' && { json: body }),
    ...(connection !== undefined && { connection }),
  })
  return readAnswer(response, app)
}

function inQuery(value: unknown): string | number | boolean | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  if (Array.isArray(value) && !value.some((item) => isObject(item))) return value.join(',')
  throw new Refusal('A query parameter is text, a number, true or false, or a list of these.')
}
