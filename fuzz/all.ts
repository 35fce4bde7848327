import type { Target } from './hunt.ts'
import { answerTarget } from './targets/answers.ts'
import { bareTarget } from './targets/bare.ts'
import { downloadTarget, requestTarget } from './targets/addresses.ts'
import {
  grantTarget,
  jsonBodyTarget,
  pageTokenTarget,
  problemTarget,
  tokenAnswerTarget,
} from './targets/documents.ts'
import { inboundTarget, outboundTarget } from './targets/headers.ts'
import { matchTarget } from './targets/match.ts'
import { credentialTarget, keyTarget, vaultTarget } from './targets/secrets.ts'
import { spoolTarget } from './targets/spool.ts'

/** Everything that touches bytes which others wrote. */
export const targets = [
  matchTarget(),
  outboundTarget(),
  inboundTarget(),
  answerTarget(),
  bareTarget(),
  requestTarget(),
  downloadTarget(),
  keyTarget(),
  credentialTarget(),
  vaultTarget(),
  problemTarget(),
  jsonBodyTarget(),
  pageTokenTarget(),
  tokenAnswerTarget(),
  grantTarget(),
  spoolTarget(),
] as readonly Target<unknown>[]
