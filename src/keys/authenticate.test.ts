import { describe, expect, it } from 'vitest'
import { hashApiKey, mintApiKey } from './api-key.ts'
import { createAuthenticator } from './authenticate.ts'
import type { ApiKey, KeyStore } from './key-store.ts'

/** A store that holds one key, and answers when it is told to. */
function world() {
  const text = mintApiKey().reveal()
  const key: ApiKey = {
    id: 'k',
    ownerId: 'o',
    name: 'n',
    createdAt: 1,
    revokedAt: null,
    restrictions: null,
  }
  const state = { at: 1_000_000, revoked: false, asked: 0, hold: Promise.resolve() }
  const keys: Pick<KeyStore, 'findByHash'> = {
    async findByHash(hash) {
      state.asked += 1
      const found = !state.revoked && hash === hashApiKey(text)
      await state.hold
      return found ? key : null
    },
  }
  const authenticator = createAuthenticator({ keys, now: () => state.at })
  return { text, state, authenticator }
}

const bearer = (text: string) => ({ authorization: `Bearer ${text}`, apiKeyHeader: undefined })

describe('authenticate', () => {
  it('accepts both headers, and Bearer in any case', async () => {
    const { text, authenticator } = world()
    for (const credential of [
      bearer(text),
      { authorization: `bearer  ${text} `, apiKeyHeader: undefined },
      { authorization: undefined, apiKeyHeader: ` ${text} ` },
      { authorization: 'Basic abc', apiKeyHeader: text },
    ]) {
      expect((await authenticator.authenticate(credential)).id).toBe('k')
    }
  })

  it('never asks the store for what is not spelled like a key', async () => {
    const { text, state, authenticator } = world()
    const wrong = [undefined, '', 'Bearer', 'Bearer ', `Basic ${text}`, text, `Bearer ${text}x`]
    for (const authorization of wrong) {
      const attempt = authenticator.authenticate({ authorization, apiKeyHeader: undefined })
      await expect(attempt).rejects.toMatchObject({ code: 'invalid_api_key' })
    }
    expect(state.asked).toBe(0)
  })

  it('never repeats the key that it refuses', async () => {
    const { authenticator } = world()
    const other = mintApiKey().reveal()
    await expect(authenticator.authenticate(bearer(other))).rejects.not.toMatchObject({
      message: expect.stringContaining(other) as string,
    })
  })

  it('trusts a look-up for a second and no longer', async () => {
    const { text, state, authenticator } = world()
    expect(authenticator.cached(bearer(text))).toBeNull()
    await authenticator.authenticate(bearer(text))
    state.at += 999
    expect(authenticator.cached(bearer(text))?.id).toBe('k')
    state.at += 1
    expect(authenticator.cached(bearer(text))).toBeNull()
  })

  it('does not trust a look-up longer because the clock was set back', async () => {
    const { text, state, authenticator } = world()
    await authenticator.authenticate(bearer(text))
    state.at -= 60_000
    expect(authenticator.cached(bearer(text))).toBeNull()
  })

  it('counts the second from the question, so that a slow answer does not outlive a revocation', async () => {
    const { text, state, authenticator } = world()
    let answer = (): void => undefined
    state.hold = new Promise((resolve) => {
      answer = resolve
    })
    const slow = authenticator.authenticate(bearer(text))
    state.revoked = true
    state.at += 5_000
    answer()
    await slow
    expect(authenticator.cached(bearer(text))).toBeNull()
    await expect(authenticator.authenticate(bearer(text))).rejects.toMatchObject({
      code: 'invalid_api_key',
    })
  })
})
