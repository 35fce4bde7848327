import { randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Consent } from './grants.ts'

/** An authorization code and what it was given for. */
export type Code = Consent & {
  readonly redirectUri: string
  readonly challenge: string | undefined
  readonly challengeMethod: 'S256' | 'plain'
  readonly expiresAt: number
  /** The grant that this code became. */
  usedFor: string | undefined
}

export type Codes = {
  readonly write: (code: Omit<Code, 'expiresAt' | 'usedFor'>) => string
  readonly find: (text: string) => Code | undefined
}

const LIFE_MS = 5 * 60 * 1000

export function createCodes(clock: Clock): Codes {
  const codes = new Map<string, Code>()
  return {
    write: (code) => {
      const text = randomBytes(24).toString('base64url')
      forgetExpired(codes, clock.now())
      codes.set(text, { ...code, expiresAt: clock.now() + LIFE_MS, usedFor: undefined })
      return text
    },
    find: (text) => codes.get(text),
  }
}

function forgetExpired(codes: Map<string, Code>, now: number): void {
  for (const [text, { expiresAt }] of codes) if (expiresAt <= now) codes.delete(text)
}
