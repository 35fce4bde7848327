import { jsonOption, type Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { keyFacts } from '../key-restrictions.ts'
import { placeOptions, withClient } from '../open-client.ts'

export const keyShow: Command = {
  summary: 'Show what an API key may do.',
  usage: 'key show KEY_ID [--data-dir D [--owner NAME]] [--json]',
  options: { ...placeOptions, json: jsonOption },
  words: { least: 1, most: 1 },
  run: (input, terminal) =>
    withClient(input, async (client) => {
      const key = await client.keys.get(input.words[0] ?? '')
      terminal.print(input.flag('json') ? JSON.stringify(key) : keyFacts(key))
      return exitCodes.ok
    }),
}
