import type { Parameter } from '../../parameter.ts'

/** The rhythm of a series. */
// prettier-ignore
export const recurrence: Parameter = { name: 'recurrence', type: 'object', description: 'The rhythm of a series.', properties: [
  { name: 'type', type: 'integer', enum: [1, 2, 3], required: true, description: '1 daily, 2 weekly, 3 monthly.' },
  { name: 'repeat_interval', type: 'integer', minimum: 1, description: 'Every how many days, weeks or months.' },
  { name: 'weekly_days', type: 'string', description: 'Days of the week, 1 Sunday to 7 Saturday, separated by commas.' },
  { name: 'monthly_day', type: 'integer', minimum: 1, maximum: 31, description: 'Day of the month.' },
  { name: 'monthly_week', type: 'integer', enum: [-1, 1, 2, 3, 4], description: 'Week of the month; -1 is the last.' },
  { name: 'monthly_week_day', type: 'integer', enum: [1, 2, 3, 4, 5, 6, 7], description: 'Day of that week, 1 Sunday to 7 Saturday.' },
  { name: 'end_times', type: 'integer', maximum: 60, description: 'After how many occurrences it ends.' },
  { name: 'end_date_time', type: 'string', format: 'date-time', description: 'When it ends, UTC. Not with end_times.' },
] }

// prettier-ignore
export const trackingFields: Parameter = { name: 'tracking_fields', type: 'array', description: "The account's own fields.", items: { type: 'object', properties: [
  { name: 'field', type: 'string', required: true, description: 'Name of the field.' },
  { name: 'value', type: 'string', description: 'Value of the field.' },
] } }
