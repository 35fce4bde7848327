import type { ImportedGrant } from '../../client/objects.ts'
import { jsonOption, UsageError, type Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { placeOptions, withClient } from '../open-client.ts'
import { readJsonObject } from '../read-all.ts'
import { showConnection } from '../show-connection.ts'

export const connectionImport: Command = {
  summary: 'Bring along a grant that the same OAuth client obtained elsewhere.',
  usage: 'connection import --app APP [--data-dir D [--owner NAME]] [--json] [-|FILE]',
  details:
    'Reads {"access_token","refresh_token","expires_at","scopes","label"} from stdin or a file.\nThe other program has to stop using the grant: a refresh token works once.',
  options: {
    app: { value: 'APP', summary: 'The app that the grant is for.' },
    ...placeOptions,
    json: jsonOption,
  },
  words: { least: 0, most: 1 },
  run: async (input, terminal) => {
    const app = input.text('app')
    if (app === undefined) throw new UsageError('--app APP is missing.')
    const grant = await readJsonObject(terminal, input.words[0])
    const { access_token } = grant
    if (typeof access_token !== 'string') throw new UsageError('"access_token" is missing.')
    // The server checks the rest, and says what is wrong by name.
    const request: ImportedGrant = { ...grant, access_token, app }
    return withClient(
      input,
      async (client) => {
        showConnection(input, terminal, await client.connections.import(request))
        return exitCodes.ok
      },
      { mayCreate: true },
    )
  },
}
