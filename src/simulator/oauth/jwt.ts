import { createHmac, timingSafeEqual } from 'node:crypto'
import { isRecord, parseJson } from '../record.ts'

/** HS512, as the vendor's own tokens are. Callers must treat them as opaque; only we look inside. */
export function signJwt(key: string, header: object, claims: object): string {
  const signed = `${encode({ ...header, alg: 'HS512' })}.${encode(claims)}`
  return `${signed}.${signature(key, signed)}`
}

/** The claims, if the signature is ours. Says nothing about expiry. */
export function verifyJwt(
  key: string,
  token: string,
): Readonly<Record<string, unknown>> | undefined {
  const end = token.lastIndexOf('.')
  if (end === -1) return undefined
  const expected = Buffer.from(signature(key, token.slice(0, end)))
  const shown = Buffer.from(token.slice(end + 1))
  if (expected.length !== shown.length || !timingSafeEqual(expected, shown)) return undefined
  const payload = token.slice(token.indexOf('.') + 1, end)
  const claims = parseJson(Buffer.from(payload, 'base64url').toString())
  return isRecord(claims) ? claims : undefined
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function signature(key: string, signed: string): string {
  return createHmac('sha512', key).update(signed).digest('base64url')
}
