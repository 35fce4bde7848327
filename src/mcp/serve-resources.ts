import { ProtocolError, ProtocolErrorCode, type McpServer } from '@modelcontextprotocol/server'
import { ValetkeyError } from '../client/errors.ts'
import type { McpNeeds } from './needs.ts'
import { readable, type Resource } from './resources.ts'

/** Answers what the protocol asks about resources. */
export function serveResources(
  { server }: McpServer,
  resources: readonly Resource[],
  { client, connection, now }: McpNeeds,
): void {
  server.setRequestHandler('resources/list', async () => ({
    resources: (await readable(resources, client)).map(({ uri, name, title }) => ({
      uri,
      name,
      title,
      mimeType: 'application/json',
    })),
  }))
  server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: [] }))
  server.setRequestHandler('resources/read', async ({ params }, { mcpReq }) => {
    const resource = resources.find(({ uri }) => uri === params.uri)
    if (!resource) {
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'There is no such resource.')
    }
    const caller = { client, connection, headers: {}, signal: mcpReq.signal }
    const text = await resource.read(caller, now()).catch(refuse)
    return { contents: [{ uri: resource.uri, mimeType: 'application/json', text }] }
  })
}

/** A resource has no other way to say what went wrong. */
function refuse(error: unknown): never {
  if (!(error instanceof ValetkeyError)) throw error
  throw new ProtocolError(ProtocolErrorCode.InternalError, error.message)
}
