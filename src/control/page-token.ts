import type { Position } from '../connections/connection-store.ts'
import { Failure } from '../errors.ts'

const shape = /^(\d{1,15})\.([0-9a-f-]{36})$/

/** A place in a list as text. It grants nothing: every page is read for the caller's own owner. */
export function pageToken({ createdAt, id }: Position): string {
  return Buffer.from(`${createdAt}.${id}`).toString('base64url')
}

export function positionOf(token: string): Position {
  const text = Buffer.from(token, 'base64url').toString('latin1')
  const [, createdAt, id] = shape.exec(text) ?? []
  if (createdAt === undefined || id === undefined) {
    throw new Failure(
      'invalid_request',
      'next_token: it is not one that this server gave. Use the value of the last page unchanged, or leave it out to start over.',
    )
  }
  return { createdAt: Number(createdAt), id }
}
