import { jsonOption, type Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { restrictionOptions, restrictionsOf } from '../key-restrictions.ts'
import { placeOptions, withClient } from '../open-client.ts'

export const keyCreate: Command = {
  summary: 'Create an API key. It is shown once.',
  usage:
    'key create [--name NAME] [--policy PRESET] [--allow|--approve|--deny WHAT] [--data-dir D [--owner NAME]] [--json]',
  details:
    'For example: valetkey key create --name agent --policy careful --expires 30d\nWithout options the key may do everything. docs/policies.md explains the rules.',
  options: {
    name: { value: 'NAME', summary: 'What the key is for, e.g. "laptop agent".' },
    ...restrictionOptions,
    ...placeOptions,
    json: jsonOption,
  },
  run: (input, terminal) =>
    withClient(
      input,
      async (client) => {
        const restrictions = restrictionsOf(input)
        // Asked first: once the key is made, nothing may stand between it and the screen.
        const owner = (await client.user()).name
        const made = await client.keys.create(input.text('name') ?? 'command line', restrictions)
        if (input.flag('json')) {
          terminal.print(JSON.stringify({ ...made, owner }))
        } else {
          terminal.say(`API key "${made.name}" of owner "${owner}", id ${made.key_id}.`)
          terminal.say('It is shown once. Keep it now: it cannot be read again.')
          terminal.print(made.api_key)
        }
        return exitCodes.ok
      },
      { mayCreate: true },
    ),
}
