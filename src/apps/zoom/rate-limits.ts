import type { RateLimits, RateQuota } from '../app.ts'

const perSecond = (limit: number): RateQuota => ({ limit, windowMs: 1_000 })
const perMinute = (limit: number): RateQuota => ({ limit, windowMs: 60_000 })

/**
 * Zoom, "Rate limits" (2026): per account, shared by all its users and apps. Numbers in answers were seen on free accounts
 * only. Those of paid accounts look alike, so the operator says which plan they have.
 */
export const rateLimits: RateLimits = {
  headers: {
    category: 'x-ratelimit-category',
    limit: 'x-ratelimit-limit',
    remaining: 'x-ratelimit-remaining',
    type: 'x-ratelimit-type',
  },
  dailyType: 'Daily-limit',
  plans: [
    {
      name: 'free',
      quotas: {
        LIGHT: perSecond(4),
        MEDIUM: perSecond(2),
        HEAVY: perSecond(1),
        'RESOURCE-INTENSIVE': perMinute(10),
      },
      daily: { LIGHT: 6_000, MEDIUM: 2_000, HEAVY: 1_000, 'RESOURCE-INTENSIVE': 30_000 },
    },
    {
      name: 'pro',
      quotas: {
        LIGHT: perSecond(30),
        MEDIUM: perSecond(20),
        HEAVY: perSecond(10),
        'RESOURCE-INTENSIVE': perMinute(10),
      },
      daily: null,
    },
    {
      name: 'business',
      quotas: {
        LIGHT: perSecond(80),
        MEDIUM: perSecond(60),
        HEAVY: perSecond(40),
        'RESOURCE-INTENSIVE': perMinute(20),
      },
      daily: null,
    },
  ],
  usualPlan: 'pro',
  // "100 Meeting/Webinar Create/Update API requests" per user and day; deletions are not in the sentence.
  hostDay: {
    limit: 100,
    endpoints: ['meetingCreate', 'meetingUpdate', 'webinarCreate', 'webinarUpdate'],
  },
}
