import { fine, warning, wrong, type Finding } from './finding.ts'

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Whether people's browsers can safely use the address that consent links start with. */
export function addressFindings(publicUrl: string): Finding[] {
  const { protocol, hostname } = new URL(publicUrl)
  return [publicUrlFinding(publicUrl, { protocol, hostname }), redirectUrl(publicUrl)]
}

function publicUrlFinding(
  publicUrl: string,
  { protocol, hostname }: { protocol: string; hostname: string },
): Finding {
  if (['0.0.0.0', '[::]'].includes(hostname)) {
    return wrong(
      'public_url',
      `${publicUrl} is an address to listen on, not one to open.`,
      'Set VALETKEY_PUBLIC_URL to the address that browsers use.',
    )
  }
  if (protocol === 'https:') return fine('public_url', `${publicUrl} is encrypted.`)
  if (loopback.has(hostname)) {
    return fine('public_url', `${publicUrl} is this machine; only its own browsers can open it.`)
  }
  // Codes and cookies would travel in the clear (RFC 9700, section 2.6).
  return wrong(
    'public_url',
    `${publicUrl} is not encrypted, so consent through it could be stolen.`,
    'Put a TLS proxy in front and set VALETKEY_PUBLIC_URL to its https address.',
  )
}

function redirectUrl(publicUrl: string): Finding {
  const url = `${publicUrl}/connect/callback`
  return fine('redirect_url', `Register exactly this redirect URL with your app: ${url}`)
}

/** Tokens are dated by the server's clock. A few seconds are normal; more makes good tokens look ended. */
export function clockFinding(
  check: string,
  { date, now }: { date: string | null; now: number },
): Finding | null {
  const theirs = Date.parse(date ?? '')
  if (Number.isNaN(theirs)) return null
  const seconds = Math.round(Math.abs(theirs - now) / 1_000)
  if (seconds <= 5) return fine(check, 'The clocks agree.')
  const detail = `This machine's clock differs by ${seconds} s.`
  const fix = 'Let the operating system set the clock by NTP.'
  return seconds > 60 ? wrong(check, detail, fix) : warning(check, detail, fix)
}
