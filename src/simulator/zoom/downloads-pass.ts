import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { signJwt, verifyJwt } from '../oauth/jwt.ts'
import type { World } from '../world.ts'

/*
 * What stands in links to files. Both kinds carry what they mean and a signature, so that nothing has to be
 * remembered and links outlive a restart with the same seed.
 */

const ID_BYTES = 16
const NONCE_BYTES = 8
const SEAL_BYTES = 16

/** The last part of a `download_url`: a new one for each answer. It names a file, it does not open it. */
export function writePass(world: World, fileId: string): string {
  const payload = Buffer.concat([
    Buffer.from(fileId.replaceAll('-', ''), 'hex'),
    randomBytes(NONCE_BYTES),
  ])
  return Buffer.concat([payload, seal(world, payload)]).toString('base64url')
}

/** The id of the file, if the link is ours. */
export function readPass(world: World, pass: string): string | undefined {
  const raw = Buffer.from(pass, 'base64url')
  if (raw.length !== ID_BYTES + NONCE_BYTES + SEAL_BYTES) return undefined
  const payload = raw.subarray(0, ID_BYTES + NONCE_BYTES)
  if (!timingSafeEqual(raw.subarray(ID_BYTES + NONCE_BYTES), seal(world, payload))) return undefined
  const hex = payload.subarray(0, ID_BYTES).toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function seal(world: World, payload: Buffer): Buffer {
  return createHmac('sha256', keyOf(world)).update(payload).digest().subarray(0, SEAL_BYTES)
}

/** What a ticket opens: one recording for a while (`download_access_token`), or one file behind a redirect. */
export type Ticket = { readonly opens: 'recording' | 'file'; readonly id: string }

export function writeTicket(world: World, ticket: Ticket, expiresAt: number): string {
  const claims = { iss: 'downloads', ...ticket, exp: Math.floor(expiresAt / 1000) }
  return signJwt(keyOf(world), { typ: 'JWT' }, claims)
}

export function opens(world: World, token: string, wanted: Ticket & { now: number }): boolean {
  const claims = verifyJwt(keyOf(world), token)
  return (
    claims?.['iss'] === 'downloads' &&
    claims['opens'] === wanted.opens &&
    claims['id'] === wanted.id &&
    Number(claims['exp']) * 1000 > wanted.now
  )
}

function keyOf({ seed }: World): string {
  return `${seed} downloads`
}
