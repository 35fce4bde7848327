import type { Scenario } from './scenario.ts'
import { brokenAnswers } from './scenarios/broken-answers.ts'
import { clockSkew } from './scenarios/clocks.ts'
import { databaseFaults } from './scenarios/database.ts'
import { endedGrants } from './scenarios/ended-grants.ts'
import { expiry } from './scenarios/expiry.ts'
import { kills } from './scenarios/kills.ts'
import { longRun } from './scenarios/long-run.ts'
import { powerCut } from './scenarios/power-cut.ts'
import { slowEndpoints } from './scenarios/slow-endpoint.ts'
import { stoppedHolders } from './scenarios/stopped-holder.ts'
import { unsureCommits } from './scenarios/unsure-commits.ts'
import { window } from './scenarios/window.ts'

/** The matrix, in the order of its table. */
export const scenarios: readonly Scenario[] = [
  expiry,
  ...slowEndpoints,
  ...brokenAnswers,
  ...kills,
  ...stoppedHolders,
  clockSkew,
  ...databaseFaults,
  ...unsureCommits,
  powerCut,
  ...endedGrants,
  window,
  longRun,
]
