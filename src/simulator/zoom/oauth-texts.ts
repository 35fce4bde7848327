import type { OAuthTexts } from '../oauth/texts.ts'

/** Token endpoint bodies are `reason` and `error`, without RFC 6749's `error_description`. */
function refused(
  reason: string,
  error: string,
): OAuthTexts['refusals'][keyof OAuthTexts['refusals']] {
  return { status: 400, body: { reason, error } }
}

/** Shown by zoom.us instead of a redirect (observed). */
function notAllowed(errorMessage: string): unknown {
  return { status: false, errorCode: 4700, errorMessage, result: null }
}

export const oauthTexts: OAuthTexts = {
  vendorName: 'Zoom',
  refusals: {
    // Observed with 400; some reports say 401.
    badClient: refused('Invalid client_id or client_secret', 'invalid_client'),
    missingGrantType: refused('Missing grant type.', 'invalid_request'),
    unsupportedGrantType: refused('unsupported grant type', 'unsupported_grant_type'),
    badCode: refused('Invalid authorization code', 'invalid_grant'),
    // A guess: only the error name is documented.
    badVerifier: refused('Invalid code verifier', 'invalid_grant'),
    redirectMismatch: refused('Redirect URI mismatch.', 'invalid_request'),
    badToken: refused('Invalid Token!', 'invalid_grant'),
    unknownAccount: refused('Account does not exist', 'invalid_request'),
    wrongAppType: refused('Account does not enabled the OAuth app type', 'invalid_request'),
    ownerGone: refused('The owner of the token does not exist.', 'invalid_grant'),
  },
  consentRefusals: {
    badRedirect: notAllowed('Invalid redirect url'),
    badClient: notAllowed('Invalid client_id (4,700)'),
    badScope: notAllowed('invalid scope'),
    // A guess: the vendor documents `code` as the only value and says nothing about others.
    badResponseType: notAllowed('Invalid response type'),
  },
  issuer: (clientId) => `urn:zoom:connect:clientid:${clientId}`,
  audience: 'https://oauth.zoom.us',
}
