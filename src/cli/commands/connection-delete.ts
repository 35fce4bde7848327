import { jsonOption, type Command } from '../command.ts'
import { confirmed, yesOption } from '../confirm.ts'
import { exitCodes } from '../exit-codes.ts'
import { placeOptions, withClient } from '../open-client.ts'

export const connectionDelete: Command = {
  summary: 'Delete a connection and revoke its grant.',
  usage: 'connection delete CONNECTION_ID [--yes] [--data-dir D [--owner NAME]] [--json]',
  options: { yes: { ...yesOption, short: 'y' }, ...placeOptions, json: jsonOption },
  words: { least: 1, most: 1 },
  run: async (input, terminal) => {
    const question = 'Delete this connection and revoke its grant?'
    if (!input.flag('yes') && !(await confirmed(terminal, question))) {
      terminal.say('Nothing was done.')
      return exitCodes.error
    }
    return withClient(input, async (client) => {
      const deleted = await client.connections.delete(input.words[0] ?? '')
      if (input.flag('json')) terminal.print(JSON.stringify(deleted))
      else terminal.say(deleted.revoked ? 'Deleted, and the grant is revoked.' : notRevoked)
      return exitCodes.ok
    })
  },
}

const notRevoked =
  'Deleted. The authorization server did not confirm that the grant has ended; remove the app there too if that matters.'
