/** Why a connection does not work any more, for the person who has to consent again. */
export function deadGrant(reason: string): { code: 'expired' | 'revoked'; detail: string } {
  return {
    code: /expired|no refresh token/i.test(reason) ? 'expired' : 'revoked',
    detail:
      `Its grant could not be renewed (${reason}). ` +
      'The app was removed, the same person connected again elsewhere, or the grant was not used for too long.',
  }
}
