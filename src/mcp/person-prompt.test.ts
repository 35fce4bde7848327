import { expect, it } from 'vitest'
import { errorOf } from '../client/errors.ts'
import { promptFor } from './person-prompt.ts'

const page = 'http://gateway.test/approvals/1'
const refusal = (headers: Record<string, string>, members: object) =>
  errorOf(
    Response.json({ detail: 'Give the person the link.', ...members }, { status: 403, headers }),
  )
const approval = (headers: Record<string, string>) =>
  refusal(headers, { approval_url: page, summary: 'Delete a meeting: topic "A\u202eB"' })
const ours = { 'valetkey-error': 'approval_required' }

it('is the page of an approval, for a client that can show links', async () => {
  expect(promptFor(await approval(ours), { elicitation: { url: {} } })).toMatchObject({
    inputRequests: { person: { params: { mode: 'url', url: page } } },
  })
})

it('speaks to the person, and says what would happen', async () => {
  const message = async (members: object) =>
    promptFor(await refusal(ours, members), { elicitation: { url: {} } })?.inputRequests?.['person']
  const approve = promptFor(await approval(ours), { elicitation: { url: {} } })
  expect(approve?.inputRequests?.['person']).toMatchObject({
    params: {
      message:
        'Your agent asks for your approval. Delete a meeting: topic "AB". Open the page to approve or deny it.',
    },
  })
  expect(await message({ approval_url: page })).toMatchObject({
    params: {
      message: 'Your agent asks for your approval. Open the page to approve or deny it.',
    },
  })
  expect(await message({ reconnect_url: page })).toMatchObject({
    params: { message: expect.stringContaining('authorised again') as string },
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
