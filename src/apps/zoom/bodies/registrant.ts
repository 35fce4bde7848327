import type { Parameter } from '../../parameter.ts'

/** One question of a registration form and its answer. */
// prettier-ignore
const answer: Omit<Parameter, 'name' | 'description'> = { type: 'object', properties: [
  { name: 'title', type: 'string', description: 'The question.' },
  { name: 'value', type: 'string', maxLength: 128, description: 'The answer.' },
] }

/** A registrant of a meeting or a webinar. */
// prettier-ignore
export const registrantBody: readonly Parameter[] = [
  { name: 'email', type: 'string', format: 'email', maxLength: 128, required: true, description: 'Where the invitation goes.' },
  { name: 'first_name', type: 'string', maxLength: 64, required: true, description: 'First name.' },
  { name: 'last_name', type: 'string', maxLength: 64, description: 'Last name.' },
  { name: 'org', type: 'string', description: 'Organization.' },
  { name: 'job_title', type: 'string', description: 'Job title.' },
  { name: 'industry', type: 'string', description: 'Industry.' },
  { name: 'phone', type: 'string', description: 'Phone number.' },
  { name: 'address', type: 'string', description: 'Street and number.' },
  { name: 'city', type: 'string', description: 'City.' },
  { name: 'zip', type: 'string', description: 'Postal code.' },
  { name: 'state', type: 'string', description: 'State or province.' },
  { name: 'country', type: 'string', description: 'Two-letter country code.' },
  { name: 'comments', type: 'string', description: 'Questions and comments.' },
  { name: 'language', type: 'string', enum: ['en-US', 'de-DE', 'es-ES', 'fr-FR', 'jp-JP', 'pt-PT', 'ru-RU', 'zh-CN', 'zh-TW', 'ko-KO', 'it-IT', 'vi-VN', 'pl-PL', 'Tr-TR'], description: 'Language of the mails.' },
  { name: 'no_of_employees', type: 'string', enum: ['', '1-20', '21-50', '51-100', '101-500', '500-1,000', '1,001-5,000', '5,001-10,000', 'More than 10,000'], description: 'Size of the organization.' },
  { name: 'purchasing_time_frame', type: 'string', enum: ['', 'Within a month', '1-3 months', '4-6 months', 'More than 6 months', 'No timeframe'], description: 'When they want to buy.' },
  { name: 'role_in_purchase_process', type: 'string', enum: ['', 'Decision Maker', 'Evaluator/Recommender', 'Influencer', 'Not involved'], description: 'Their part in buying.' },
  { name: 'custom_questions', type: 'array', description: 'Answers to questions of the form.', items: answer },
]

// prettier-ignore
export const registrantStatusBody: readonly Parameter[] = [
  { name: 'action', type: 'string', enum: ['approve', 'deny', 'cancel'], required: true, description: 'What happens to them.' },
  { name: 'registrants', type: 'array', description: 'Whom it is about, at most 30.', items: { type: 'object', properties: [
    { name: 'id', type: 'string', description: 'Id of the registrant.' },
    { name: 'email', type: 'string', format: 'email', description: 'Email of the registrant.' },
  ] } },
]
