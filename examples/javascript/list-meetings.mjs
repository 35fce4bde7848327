// Lists all meetings of the connected account, page by page. Needs VALETKEY_URL and VALETKEY_API_KEY.
import assert from 'node:assert/strict'

const { VALETKEY_URL, VALETKEY_API_KEY } = process.env

async function* pages(path, query) {
  let next = ''
  do {
    const search = new URLSearchParams({ ...query, ...(next && { next_page_token: next }) })
    const response = await fetch(`${VALETKEY_URL}/zoom${path}?${search}`, {
      headers: { Authorization: `Bearer ${VALETKEY_API_KEY}` },
    })
    const page = await response.json()
    if (!response.ok) throw new Error(`${response.status}: ${page.message}`)
    yield page
    // An empty token ends the list.
    next = page.next_page_token
  } while (next)
}

const meetings = []
let total = 0
for await (const page of pages('/v2/users/me/meetings', { type: 'scheduled', page_size: 50 })) {
  meetings.push(...page.meetings)
  total = page.total_records
}
for (const { id, start_time, topic } of meetings)
  console.log(id, start_time ?? 'no fixed time', topic)
assert.equal(meetings.length, total)
console.log(`${meetings.length} meetings`)
