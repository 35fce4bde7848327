// Makes a call with each active connection in turn. Needs VALETKEY_URL, VALETKEY_API_KEY and the package valetkey.
import assert from 'node:assert/strict'
import { createClient } from 'valetkey'

const valetkey = createClient({
  url: process.env.VALETKEY_URL,
  apiKey: process.env.VALETKEY_API_KEY,
})

let count = 0
for await (const connection of valetkey.connections.all({ app: 'zoom', status: 'ACTIVE' })) {
  const response = await valetkey.request('GET', '/zoom/v2/users/me', {
    connection: connection.connection_id,
  })
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('valetkey-connection'), connection.connection_id)
  const { email } = await response.json()
  assert.equal(email, connection.account_email)
  console.log(connection.connection_id, connection.label ?? '', email)
  count++
}
assert.ok(count > 0, 'nobody has connected yet')
