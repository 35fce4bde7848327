import { createClient } from '../../client/client.ts'
import { readConfig } from '../../config.ts'
import type { Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { serverOf } from '../open-client.ts'
import { version } from '../version.ts'

export const mcp: Command = {
  summary: 'Serve MCP to one AI agent over stdin and stdout.',
  usage: 'mcp [--connection ID]',
  details:
    'MCP clients start this command. It shows the key in VALETKEY_API_KEY to the server in VALETKEY_URL, so the agent can do what that key can, and no more. A client that speaks HTTP needs no command: the server answers MCP at /mcp.',
  options: {
    connection: {
      value: 'ID',
      summary:
        "Which connection to use when a call names none; the owner's oldest active one otherwise.",
    },
  },
  async run(input, terminal) {
    const client = createClient(serverOf(readConfig()))
    const { serveMcp } = await import('../../mcp/stdio.ts')
    await serveMcp(
      {
        client,
        connection: input.text('connection'),
        version: version(),
        now: () => Date.now(),
      },
      {
        stdin: terminal.stdin,
        stdout: terminal.stdout,
        interrupted: terminal.interrupted,
        onError: (error) => {
          terminal.say(`valetkey mcp: ${error.message}`)
        },
      },
    )
    return exitCodes.ok
  },
}
