import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { Client as OlderClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as OlderHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { StdioClientTransport as OlderStdio } from '@modelcontextprotocol/sdk/client/stdio.js'
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { mainFile } from './process.ts'

/** A server to talk to and the key to show. */
export interface McpTarget {
  readonly url: string
  readonly apiKey: string
  readonly headers?: Readonly<Record<string, string>>
}

type Listed = {
  readonly name: string
  readonly annotations?: Record<string, unknown> | undefined
  readonly inputSchema: Record<string, unknown>
  readonly outputSchema?: Record<string, unknown> | undefined
}

export interface Called {
  readonly isError: boolean
  /** The first text, parsed. */
  readonly text: Record<string, unknown>
  readonly structured: Record<string, unknown> | undefined
  readonly meta: Record<string, unknown> | undefined
}

/** What every client can do, whichever library and transport it is. */
export interface McpClient {
  readonly revision: string | undefined
  readonly tools: () => Promise<readonly Listed[]>
  readonly call: (name: string, args?: Record<string, unknown>) => Promise<Called>
  readonly resources: () => Promise<readonly string[]>
  readonly read: (uri: string) => Promise<string>
  readonly close: () => Promise<void>
}

const http = ({ url, apiKey, headers }: McpTarget) =>
  [
    new URL(`${url}/mcp`),
    { requestInit: { headers: { authorization: `Bearer ${apiKey}`, ...headers } } },
  ] as const

const stdio = ({ url, apiKey }: McpTarget) => ({
  command: process.execPath,
  args: [mainFile, 'mcp'],
  env: { PATH: process.env['PATH'] ?? '', VALETKEY_URL: url, VALETKEY_API_KEY: apiKey },
  stderr: 'ignore' as const,
})

export type Kind = 'stateless HTTP' | 'older HTTP' | 'stateless stdio' | 'older stdio'

export const kinds: readonly Kind[] = [
  'stateless HTTP',
  'older HTTP',
  'stateless stdio',
  'older stdio',
]

export interface Prompt {
  readonly url: string
  readonly message: string
}

type OnPrompt = (prompt: Prompt) => 'accept' | 'decline' | Promise<'accept' | 'decline'>

const showsLinks = { elicitation: { url: {} } }

/** `onPrompt` makes it a client that can show links, and is told of each. */
export async function openMcp(
  kind: Kind,
  target: McpTarget,
  onPrompt?: OnPrompt,
): Promise<McpClient> {
  const older = kind.startsWith('older')
  const capabilities = onPrompt ? showsLinks : {}
  if (older) return openOlder(kind, target, onPrompt)
  const client = new Client(
    { name: 'test', version: '1' },
    { capabilities, versionNegotiation: { mode: { pin: '2026-07-28' } } },
  )
  if (onPrompt) {
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      if (params.mode !== 'url') throw new Error('Only links were announced.')
      return { action: await onPrompt({ url: params.url, message: params.message }) }
    })
  }
  await client.connect(
    kind === 'stateless HTTP'
      ? new StreamableHTTPClientTransport(...http(target))
      : new StdioClientTransport(stdio(target)),
  )
  return clientOf(client, client.getNegotiatedProtocolVersion())
}

async function openOlder(
  kind: Kind,
  target: McpTarget,
  onPrompt: OnPrompt | undefined,
): Promise<McpClient> {
  const capabilities = onPrompt ? showsLinks : {}
  const client = new OlderClient({ name: 'test', version: '1' }, { capabilities })
  if (onPrompt) {
    client.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
      if (params.mode !== 'url') throw new Error('Only links were announced.')
      return { action: await onPrompt({ url: params.url, message: params.message }) }
    })
  }
  const transport =
    kind === 'older HTTP' ? new OlderHttp(...http(target)) : new OlderStdio(stdio(target))
  // The older library was written without exactOptionalPropertyTypes.
  await client.connect(transport)
  return clientOf(client, '2025-11-25')
}

function clientOf(client: Client | OlderClient, revision: string | undefined): McpClient {
  return {
    revision,
    tools: async () => (await client.listTools()).tools,
    call: async (name, args = {}) => calledOf(await client.callTool({ name, arguments: args })),
    resources: async () => (await client.listResources()).resources.map(({ uri }) => uri),
    async read(uri) {
      const [content] = (await client.readResource({ uri })).contents
      return content && 'text' in content ? content.text : ''
    },
    close: () => client.close(),
  }
}

function calledOf(result: object): Called {
  const { content, structuredContent, isError, _meta } = result as Record<string, unknown>
  const [first] = content as { type: string; text: string }[]
  return {
    isError: isError === true,
    text: JSON.parse(first!.text) as Record<string, unknown>,
    structured: structuredContent as Record<string, unknown> | undefined,
    meta: _meta as Record<string, unknown> | undefined,
  }
}
