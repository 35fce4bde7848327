import { randomBytes } from 'node:crypto'

/** Ids for requests: random per process, counted within it. Unique across replicas, cheap, and sortable within one log. */
export function requestIds(): () => string {
  const process = randomBytes(6).toString('hex')
  let count = 0
  return () => `req_${process}${(++count).toString(36).padStart(6, '0')}`
}
