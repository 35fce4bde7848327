import { approvalFacts } from '../approval-facts.ts'
import { jsonOption, type Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { placeOptions, withClient } from '../open-client.ts'

export const approvalShow: Command = {
  summary: 'Show what a waiting request would do.',
  usage: 'approval show APPROVAL_ID [--data-dir D [--owner NAME]] [--json]',
  options: { ...placeOptions, json: jsonOption },
  words: { least: 1, most: 1 },
  run: (input, terminal) =>
    withClient(input, async (client) => {
      const approval = await client.approvals.get(input.words[0] ?? '')
      terminal.print(input.flag('json') ? JSON.stringify(approval) : approvalFacts(approval))
      return exitCodes.ok
    }),
}
