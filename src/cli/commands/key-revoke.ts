import { jsonOption, type Command } from '../command.ts'
import { confirmed, yesOption } from '../confirm.ts'
import { exitCodes } from '../exit-codes.ts'
import { placeOptions, withClient } from '../open-client.ts'

export const keyRevoke: Command = {
  summary: 'Revoke an API key. Every server knows it within a second.',
  usage: 'key revoke KEY_ID [--yes] [--data-dir D [--owner NAME]] [--json]',
  options: { yes: { ...yesOption, short: 'y' }, ...placeOptions, json: jsonOption },
  words: { least: 1, most: 1 },
  run: async (input, terminal) => {
    const [id = ''] = input.words
    if (!input.flag('yes') && !(await confirmed(terminal, 'Revoke this key for good?'))) {
      terminal.say('Nothing was done.')
      return exitCodes.error
    }
    return withClient(input, async (client) => {
      await client.keys.revoke(id)
      if (input.flag('json')) terminal.print(JSON.stringify({ key_id: id, revoked: true }))
      else terminal.say('The key is revoked.')
      return exitCodes.ok
    })
  },
}
