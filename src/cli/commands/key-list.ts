import { jsonOption, type Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { placeOptions, withClient } from '../open-client.ts'
import { table } from '../table.ts'

export const keyList: Command = {
  summary: 'List the API keys of an owner, revoked ones too. The keys themselves are never shown.',
  usage: 'key list [--data-dir D [--owner NAME]] [--json]',
  options: { ...placeOptions, json: jsonOption },
  run: (input, terminal) =>
    withClient(input, async (client) => {
      const keys = await client.keys.list()
      if (input.flag('json')) {
        terminal.print(JSON.stringify({ api_keys: keys }))
      } else {
        const rows = keys.map((key) => [
          key.key_id,
          key.name,
          key.creation_time,
          key.revocation_time ?? 'in use',
        ])
        terminal.print(table(['ID', 'NAME', 'CREATED', 'REVOKED'], rows))
      }
      return exitCodes.ok
    }),
}
