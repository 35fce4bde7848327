import { orNull, unrestricted, type KeyRestrictions } from '../keys/restrictions.ts'
import { presetNames, type PresetName } from '../policy/policy.ts'
import { nothingNamed, policyOf } from '../policy/read-policy.ts'
import { formFields } from '../web/form.ts'
import { concerns, type Handler } from './access.ts'
import { confirmBody } from './confirm-page.ts'
import { gone, notValid } from './endings.ts'
import { showCard, showEnding, showSection } from './frame.ts'
import { lives } from './key-form.ts'
import { createdKeyBody, keysBody } from './keys-page.ts'
import { notice } from './notices.ts'

const maxName = 100

export const showKeys: Handler = async (room, c, { owner, keyId }) => {
  const body = keysBody({
    basePath: room.pages.basePath,
    ownerName: owner.name,
    keys: await room.keys.list(owner.id),
    currentId: keyId,
    said: notice(c.req.query('notice')),
    now: room.now(),
  })
  return showSection(room, c, { title: 'API keys', section: 'keys', body })
}

/** Answers with the page itself and not with a redirect: the key exists nowhere else. */
export const createKey: Handler = async (room, c, visitor) => {
  const { ownerId, restrictions: own } = visitor
  const form = await formFields(c)
  const name = (form.get('name') ?? '').trim()
  if (name === '' || name.length > maxName) {
    return showEnding(room, c, notValid(`A key has a name of 1 to ${maxName} characters.`))
  }
  // Least first: a form that does not say is answered with the key that needs a person.
  const preset = presetNames.find((known) => known === form.get('preset')) ?? 'careful'
  const days = lives.find(({ value }) => value === form.get('life'))?.days ?? null
  const restrictions = narrowed(own, {
    preset,
    expiresAt: days === null ? null : room.now() + days * 24 * 60 * 60_000,
  })
  const { key, secret } = await room.keys.create({ ownerId, name, restrictions })
  room.log.info('key_created', { key_id: key.id })
  concerns(c, { detail: `key ${key.id}` })
  const body = createdKeyBody(room.pages.basePath, key, secret)
  return showCard(room, c, { title: 'A new API key', body })
}

/** What was chosen, and nothing that the key that signed in does not have itself. */
function narrowed(
  own: KeyRestrictions | null,
  { preset, expiresAt }: { preset: PresetName; expiresAt: number | null },
): KeyRestrictions | null {
  const base = own ?? unrestricted
  const ends = [base.expiresAt, expiresAt].filter((at) => at !== null)
  return orNull({
    ...base,
    policy: policyOf({ ...nothingNamed, preset }),
    expiresAt: ends.length === 0 ? null : Math.min(...ends),
  })
}

export const confirmRevoke: Handler = async (room, c, { ownerId, keyId }) => {
  const key = (await room.keys.list(ownerId)).find(({ id }) => id === c.req.param('id'))
  if (!key || key.revokedAt !== null) return showEnding(room, c, gone('API key'))
  const { basePath } = room.pages
  const body = confirmBody({
    title: 'Revoke this API key?',
    consequence:
      key.id === keyId
        ? 'You are signed in with it, so you will be signed out. Programs that use it are refused within a second. This cannot be undone.'
        : 'Programs that use it are refused within a second. This cannot be undone.',
    facts: [
      ['Name', key.name],
      ['Id', key.id],
    ],
    action: `${basePath}/dashboard/keys/${key.id}/revoke`,
    verb: 'Revoke key',
    back: `${basePath}/dashboard/keys`,
  })
  return showCard(room, c, { title: 'Revoke an API key', body })
}

export const revokeKey: Handler = async (room, c, { ownerId, keyId }) => {
  const id = c.req.param('id') ?? ''
  if (!(await room.keys.revoke(ownerId, id))) return showEnding(room, c, gone('API key'))
  room.log.info('key_revoked', { key_id: id })
  const { basePath } = room.pages
  if (id !== keyId) return room.pages.seeOther(c, `${basePath}/dashboard/keys?notice=revoked`)
  room.signIns.end(c)
  return room.pages.seeOther(c, `${basePath}/?notice=revoked`)
}
