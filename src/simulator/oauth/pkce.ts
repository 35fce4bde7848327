import { createHash } from 'node:crypto'

/** RFC 7636 section 4.6. Without a challenge no verifier is expected. */
export function verifierFits(
  { challenge, challengeMethod }: { challenge: string | undefined; challengeMethod: string },
  verifier: string | null,
): boolean {
  if (challenge === undefined) return true
  if (verifier === null || !/^[\w.~-]{43,128}$/.test(verifier)) return false
  const derived =
    challengeMethod === 'S256'
      ? createHash('sha256').update(verifier).digest('base64url')
      : verifier
  return derived === challenge
}
