import { jsonOption, UsageError, type Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { keyFacts, restrictionOptions, restrictionsOf } from '../key-restrictions.ts'
import { placeOptions, withClient } from '../open-client.ts'

export const keyUpdate: Command = {
  summary: 'Change what an API key may do.',
  usage:
    'key update KEY_ID [--name NAME] [--policy PRESET] [--allow|--approve|--deny WHAT] [--data-dir D [--owner NAME]] [--json]',
  details:
    'The policy is replaced as a whole; what is not mentioned beside it stays. A key cannot change itself.',
  options: {
    name: { value: 'NAME', summary: 'A new name.' },
    ...restrictionOptions,
    ...placeOptions,
    json: jsonOption,
  },
  words: { least: 1, most: 1 },
  run: (input, terminal) => {
    const name = input.text('name')
    const changes = { ...restrictionsOf(input), ...(name !== undefined && { name }) }
    if (Object.keys(changes).length === 0) throw new UsageError('Say what should change.')
    return withClient(input, async (client) => {
      const key = await client.keys.update(input.words[0] ?? '', changes)
      terminal.print(input.flag('json') ? JSON.stringify(key) : keyFacts(key))
      return exitCodes.ok
    })
  },
}
