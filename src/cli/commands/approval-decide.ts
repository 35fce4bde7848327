import { approvalFacts } from '../approval-facts.ts'
import { jsonOption, type Command } from '../command.ts'
import { confirmed, yesOption } from '../confirm.ts'
import { exitCodes } from '../exit-codes.ts'
import { placeOptions, withClient } from '../open-client.ts'

export const approvalApprove: Command = {
  summary: 'Let one waiting request pass, once.',
  usage: 'approval approve APPROVAL_ID [--yes] [--data-dir D [--owner NAME]] [--json]',
  details: 'It takes another key than the one that asked, and one that may manage; or --data-dir.',
  options: { yes: { ...yesOption, short: 'y' }, ...placeOptions, json: jsonOption },
  words: { least: 1, most: 1 },
  run: (input, terminal) =>
    withClient(input, async (client) => {
      const id = input.words[0] ?? ''
      if (!input.flag('yes')) {
        terminal.say(approvalFacts(await client.approvals.get(id)))
        if (!(await confirmed(terminal, 'Let exactly this pass, once?'))) {
          terminal.say('Nothing was done.')
          return exitCodes.error
        }
      }
      const approval = await client.approvals.approve(id)
      if (input.flag('json')) terminal.print(JSON.stringify(approval))
      else terminal.say(`Approved. The caller can send it once, until ${approval.expires_at}.`)
      return exitCodes.ok
    }),
}

export const approvalDeny: Command = {
  summary: 'Refuse a waiting request.',
  usage: 'approval deny APPROVAL_ID [--data-dir D [--owner NAME]] [--json]',
  options: { ...placeOptions, json: jsonOption },
  words: { least: 1, most: 1 },
  run: (input, terminal) =>
    withClient(input, async (client) => {
      const approval = await client.approvals.deny(input.words[0] ?? '')
      if (input.flag('json')) terminal.print(JSON.stringify(approval))
      else terminal.say('Denied.')
      return exitCodes.ok
    }),
}
