import { createMcpHandler, originValidationResponse } from '@modelcontextprotocol/server'
import { createClient } from '../client/client.ts'
import type { ClientOptions } from '../client/send.ts'
import { createMcpServer } from './server.ts'

type Fetch = NonNullable<ClientOptions['fetch']>

interface EndpointNeeds {
  /** Where people reach this server, without a slash at the end. */
  readonly publicUrl: string
  readonly version: string
  readonly now: () => number
  readonly onError: (error: Error) => void
}

/** Answers one HTTP request to the MCP endpoint. `fetch` reaches this server's own HTTP surface for the same caller. */
export type McpEndpoint = (request: Request, fetch: Fetch) => Promise<Response>

/**
 * MCP over Streamable HTTP, of both revisions and without sessions: each request stands for itself, so any replica can answer
 * it, and a client that never says goodbye leaves nothing behind.
 */
export function createMcpEndpoint({
  publicUrl,
  version,
  now,
  onError,
}: EndpointNeeds): McpEndpoint {
  const { hostname, origin } = new URL(publicUrl)
  const origins = allowedOrigins(hostname)
  return async (request, fetch) => {
    const foreign = originValidationResponse(request, origins)
    if (foreign) return foreign
    const refused = await refusedKey(request, { origin, fetch })
    if (refused) return refused
    const needs = {
      client: createClient({ url: origin, apiKey: keyOf(request.headers), fetch }),
      connection: connectionOf(request.headers),
      version,
      now,
    }
    const handler = createMcpHandler(() => createMcpServer(needs), {
      onerror: onError,
      maxSubscriptions: 0,
    })
    return handler.fetch(request)
  }
}

const loopback = ['localhost', '127.0.0.1', '[::1]']

/**
 * A web page of somebody else whose name was pointed at this machine still sends its own origin (DNS rebinding; MCP,
 * "Transports", security warning). Programs send none and pass.
 */
const allowedOrigins = (hostname: string): string[] =>
  loopback.includes(hostname) ? loopback : [hostname]

/** Whether the key is good is asked where every key is judged, with the credentials as they came. */
async function refusedKey(
  { headers }: Request,
  { origin, fetch }: { origin: string; fetch: Fetch },
): Promise<Response | null> {
  const shown = ['authorization', 'x-api-key'].flatMap((name) => {
    const value = headers.get(name)
    return value === null ? [] : [[name, value] as [string, string]]
  })
  const answer = await fetch(`${origin}/user`, { headers: shown })
  if (!answer.ok) return answer
  await answer.body?.cancel()
  return null
}

const keyOf = (headers: Headers): string =>
  /^bearer +(\S+) *$/i.exec(headers.get('authorization') ?? '')?.[1] ??
  headers.get('x-api-key') ??
  ''

const connectionHeaders = ['valetkey-connection', 'maton-connection', 'x-maton-connection']

const connectionOf = (headers: Headers): string | undefined =>
  connectionHeaders.map((name) => headers.get(name)).find((id) => id !== null) ?? undefined
