/** Every sentence and body of the OAuth endpoints that is the vendor's own. */
export type OAuthTexts = {
  readonly vendorName: string
  readonly refusals: Readonly<Record<TokenRefusal, OAuthRefusal>>
  /** Shown instead of a redirect when the address to go back to cannot be trusted. */
  readonly consentRefusals: Readonly<Record<ConsentRefusal, unknown>>
  readonly issuer: (clientId: string) => string
  readonly audience: string
}

export type OAuthRefusal = {
  readonly status: number
  readonly body: { readonly reason: string; readonly error: string }
}

export type TokenRefusal =
  | 'badClient'
  | 'missingGrantType'
  | 'unsupportedGrantType'
  | 'badCode'
  | 'badVerifier'
  | 'redirectMismatch'
  | 'badToken'
  | 'unknownAccount'
  | 'wrongAppType'
  | 'ownerGone'

export type ConsentRefusal = 'badRedirect' | 'badClient' | 'badScope' | 'badResponseType'
