import { flag, list, oneOf, record, required, text, type Fields, type Read } from '../fields.ts'

const SIZES = [
  '',
  '1-20',
  '21-50',
  '51-100',
  '101-250',
  '251-500',
  '501-1,000',
  '1,001-5,000',
  '5,001-10,000',
  'More than 10,000',
  // The request has two sizes that no answer knows.
  '101-500',
  '500-1,000',
] as const
const FRAMES = [
  '',
  'Within a month',
  '1-3 months',
  '4-6 months',
  'More than 6 months',
  'No timeframe',
] as const
const ROLES = ['', 'Decision Maker', 'Evaluator/Recommender', 'Influencer', 'Not involved'] as const
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

/** Only first name and email are required. */
export const registrantFields = {
  first_name: required(text({ max: 64 })),
  last_name: text({ max: 64 }),
  email: required(text({ max: 128, pattern: EMAIL })),
  address: text(),
  city: text(),
  state: text(),
  zip: text(),
  country: text(),
  phone: text(),
  comments: text(),
  industry: text(),
  job_title: text(),
  org: text(),
  no_of_employees: oneOf(...SIZES),
  purchasing_time_frame: oneOf(...FRAMES),
  role_in_purchase_process: oneOf(...ROLES),
  custom_questions: list(record({ title: text(), value: text({ max: 128 }) })),
  language: text(),
  auto_approve: flag(),
} satisfies Fields

export type RegistrantBody = Read<typeof registrantFields>
