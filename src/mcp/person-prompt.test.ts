import { expect, it } from 'vitest'
import { errorOf } from '../client/errors.ts'
import { promptFor } from './person-prompt.ts'

const page = 'http://gateway.test/approvals/1'
const approval = (headers: Record<string, string>) =>
  errorOf(
    Response.json(
      { code: 'approval_required', detail: 'A person has to approve this.', approval_url: page },
      { status: 403, headers },
    ),
  )
const ours = { 'valetkey-error': 'approval_required' }

it('is the page of an approval, for a client that can show links', async () => {
  expect(promptFor(await approval(ours), { elicitation: { url: {} } })).toMatchObject({
    inputRequests: { person: { params: { mode: 'url', url: page } } },
  })
})

it('is not made for a client that cannot show links', async () => {
  for (const capabilities of [undefined, {}, { elicitation: {} }, { elicitation: { form: {} } }]) {
    expect(promptFor(await approval(ours), capabilities)).toBeNull()
  }
})

it('never shows a page that upstream wrote', async () => {
  expect(promptFor(await approval({}), { elicitation: { url: {} } })).toBeNull()
})
