import type { Parameter } from '../../parameter.ts'

/** Questions of a registration form. */
// prettier-ignore
export const questionsBody: readonly Parameter[] = [
  { name: 'questions', type: 'array', description: 'Fields of the form.', items: { type: 'object', properties: [
    { name: 'field_name', type: 'string', enum: ['last_name', 'address', 'city', 'country', 'zip', 'state', 'phone', 'industry', 'org', 'job_title', 'purchasing_time_frame', 'role_in_purchase_process', 'no_of_employees', 'comments'], description: 'Which field.' },
    { name: 'required', type: 'boolean', description: 'It has to be filled in.' },
  ] } },
  { name: 'custom_questions', type: 'array', description: 'Questions of your own.', items: { type: 'object', properties: [
    { name: 'title', type: 'string', description: 'The question.' },
    { name: 'type', type: 'string', enum: ['short', 'single'], description: 'A short text, or one of the answers.' },
    { name: 'answers', type: 'array', description: 'Answers to choose from.', items: { type: 'string' } },
    { name: 'required', type: 'boolean', description: 'It has to be answered.' },
  ] } },
]

/** A poll of a meeting. */
// prettier-ignore
export const pollBody: readonly Parameter[] = [
  { name: 'title', type: 'string', maxLength: 64, description: 'Its title.' },
  { name: 'anonymous', type: 'boolean', default: false, description: 'Answers carry no name.' },
  { name: 'poll_type', type: 'integer', enum: [1, 2, 3], description: '1 a poll, 2 an advanced poll, 3 a quiz.' },
  { name: 'questions', type: 'array', description: 'Its questions.', items: { type: 'object', properties: [
    { name: 'name', type: 'string', maxLength: 1024, description: 'The question.' },
    { name: 'type', type: 'string', enum: ['single', 'multiple', 'matching', 'rank_order', 'short_answer', 'long_answer', 'fill_in_the_blank', 'rating_scale'], description: 'How it is answered.' },
    { name: 'answers', type: 'array', description: 'Answers to choose from, at least two.', items: { type: 'string' } },
    { name: 'right_answers', type: 'array', description: 'The right ones, in a quiz.', items: { type: 'string' } },
    { name: 'answer_required', type: 'boolean', default: false, description: 'It has to be answered.' },
    { name: 'show_as_dropdown', type: 'boolean', default: false, description: 'As a list that opens.' },
    { name: 'rating_min_value', type: 'integer', minimum: 0, description: 'Lowest rating.' },
    { name: 'rating_max_value', type: 'integer', maximum: 10, description: 'Highest rating.' },
  ] } },
]
