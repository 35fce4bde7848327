import { waitOptions } from '../await-consent.ts'
import { jsonOption, type Command } from '../command.ts'
import { placeOptions, withClient } from '../open-client.ts'
import { sendToConsent } from '../send-to-consent.ts'

export const connectionReconnect: Command = {
  summary: 'Get a live consent link for a connection. It keeps its id.',
  usage:
    'connection reconnect CONNECTION_ID [--open] [--wait [--timeout SECONDS]] [--data-dir D [--owner NAME]] [--json]',
  options: { ...waitOptions, ...placeOptions, json: jsonOption },
  words: { least: 1, most: 1 },
  run: (input, terminal) =>
    withClient(input, async (client) => {
      const connection = await client.connections.reconnect(input.words[0] ?? '')
      return sendToConsent(client, connection, { input, terminal })
    }),
}
