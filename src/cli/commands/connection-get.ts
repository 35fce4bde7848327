import { jsonOption, type Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { placeOptions, withClient } from '../open-client.ts'
import { showConnection } from '../show-connection.ts'

export const connectionGet: Command = {
  summary: 'Show one connection.',
  usage: 'connection get CONNECTION_ID [--data-dir D [--owner NAME]] [--json]',
  options: { ...placeOptions, json: jsonOption },
  words: { least: 1, most: 1 },
  run: (input, terminal) =>
    withClient(input, async (client) => {
      showConnection(input, terminal, await client.connections.get(input.words[0] ?? ''))
      return exitCodes.ok
    }),
}
