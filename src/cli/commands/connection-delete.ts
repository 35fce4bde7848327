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
      else terminal.say(outcomes[deleted.revocation ?? (deleted.revoked ? 'done' : 'impossible')])
      return exitCodes.ok
    })
  },
}

const outcomes = {
  done: 'Deleted, and the grant is revoked.',
  pending:
    'Deleted. The authorization server has not confirmed yet that the grant has ended; the server goes on asking.',
  impossible:
    'Deleted. There was no grant that could be revoked; remove the app there too if that matters.',
} as const
