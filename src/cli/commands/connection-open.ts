import { readConfig } from '../../config.ts'
import { openInBrowser } from '../browser.ts'
import type { Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { placeOptions, withClient } from '../open-client.ts'

export const connectionOpen: Command = {
  summary: 'Open the address of a connection in the browser.',
  usage: 'connection open CONNECTION_ID [--data-dir D [--owner NAME]]',
  details: 'BROWSER names the program; otherwise the one that the system opens addresses with.',
  options: placeOptions,
  words: { least: 1, most: 1 },
  run: (input, terminal) =>
    withClient(input, async (client) => {
      const { url } = await client.connections.get(input.words[0] ?? '')
      await openInBrowser(terminal, { url, browser: readConfig().browser })
      return exitCodes.ok
    }),
}
