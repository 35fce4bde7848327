import { describe, expect, it } from 'vitest'
import { readScrape } from '../../test/setup/prometheus.ts'
import { exposition } from './exposition.ts'
import { ProxiedCalls, type FinishedCall } from './proxied.ts'

const call = (
  status: number | null,
  more: Partial<FinishedCall> & { method?: string } = {},
): FinishedCall => ({
  app: { name: 'one' },
  request: { method: more.method ?? 'GET' },
  response: { headersSent: status !== null, statusCode: status ?? 200 },
  refusedWith: null,
  ...more,
})

const scrape = (calls: ProxiedCalls) => readScrape(exposition(calls.families()))
const requests = 'valetkey_proxy_requests_total'

describe('a proxied call', () => {
  it('is counted by app, method, status class and whose answer it was', () => {
    const calls = new ProxiedCalls()
    calls.finished(call(200), 12)
    calls.finished(call(204, { method: 'DELETE' }), 12)
    calls.finished(call(502, { refusedWith: 'upstream_unreachable' }), 12)
    calls.finished(call(200, { app: { name: 'two' } }), 12)
    expect([...scrape(calls).values].filter(([series]) => series.startsWith(requests))).toEqual([
      [`${requests}{app="one",method="GET",status_class="2xx",source="upstream",error=""}`, 1],
      [`${requests}{app="one",method="DELETE",status_class="2xx",source="upstream",error=""}`, 1],
      [
        `${requests}{app="one",method="GET",status_class="5xx",source="gateway",error="upstream_unreachable"}`,
        1,
      ],
      [`${requests}{app="two",method="GET",status_class="2xx",source="upstream",error=""}`, 1],
    ])
  })

  it('whose caller left before any answer has no status', () => {
    const calls = new ProxiedCalls()
    calls.finished(call(null), 12)
    expect(scrape(calls).sum(requests, 'status_class="none",source="none"')).toBe(1)
    const durations = 'http_server_request_duration_seconds_count'
    expect(
      scrape(calls).values.get(`${durations}{http_route="/one/{path}",http_request_method="GET"}`),
    ).toBe(1)
  })

  it('adds no series by a method or a status that somebody made up', () => {
    const calls = new ProxiedCalls()
    for (const method of ['PROPFIND', 'X', 'Y']) calls.finished(call(999, { method }), 1)
    expect(scrape(calls).sum(requests, 'method="_OTHER",status_class="9xx"')).toBe(3)
  })

  it('is in flight from its arrival to its end', () => {
    const calls = new ProxiedCalls()
    calls.arrived()
    calls.arrived()
    calls.finished(call(200), 1)
    expect(scrape(calls).sum('valetkey_requests_in_flight')).toBe(1)
  })
})
