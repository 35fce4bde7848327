// Creates, reads, updates and deletes a meeting. Needs VALETKEY_URL and VALETKEY_API_KEY.
import assert from 'node:assert/strict'

const { VALETKEY_URL, VALETKEY_API_KEY } = process.env

function zoom(method, path, body) {
  return fetch(`${VALETKEY_URL}/zoom/v2${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${VALETKEY_API_KEY}`,
      ...(body && { 'Content-Type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
}

const created = await zoom('POST', '/users/me/meetings', {
  topic: 'Example meeting',
  type: 2,
  duration: 30,
  settings: { waiting_room: true },
})
assert.equal(created.status, 201)
const { id, join_url } = await created.json()
console.log('created', id, join_url)
try {
  const read = await zoom('GET', `/meetings/${id}`)
  assert.equal((await read.json()).topic, 'Example meeting')

  const updated = await zoom('PATCH', `/meetings/${id}`, { topic: 'Renamed meeting' })
  assert.equal(updated.status, 204)
  const again = await zoom('GET', `/meetings/${id}`)
  assert.equal((await again.json()).topic, 'Renamed meeting')
  console.log('updated')
} finally {
  assert.equal((await zoom('DELETE', `/meetings/${id}`)).status, 204)
}

const gone = await zoom('GET', `/meetings/${id}`)
assert.equal(gone.status, 404)
assert.equal((await gone.json()).code, 3001)
console.log('deleted')
