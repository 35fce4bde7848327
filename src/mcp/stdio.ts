import type { Readable, Writable } from 'node:stream'
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio'
import type { McpNeeds } from './needs.ts'
import { createMcpServer } from './server.ts'

interface Lines {
  readonly stdin: Readable
  readonly stdout: Writable
  readonly interrupted: AbortSignal
  readonly onError: (error: Error) => void
}

/** Serves one client over standard input and output until it closes its end, or until the process is told to stop. */
export async function serveMcp(
  needs: McpNeeds,
  { stdin, stdout, interrupted, onError }: Lines,
): Promise<void> {
  const transport = new StdioServerTransport(stdin, stdout)
  const handle = serveStdio(() => createMcpServer(needs), {
    transport,
    onerror: onError,
    maxSubscriptions: 0,
  })
  await new Promise<void>((resolve) => {
    const done = (): void => {
      resolve()
    }
    stdin.once('end', done)
    stdin.once('close', done)
    interrupted.addEventListener('abort', done)
  })
  await handle.close()
}
