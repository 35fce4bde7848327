import { expect, it } from 'vitest'
import { GatewayError, UpstreamError } from '../client/errors.ts'
import { exitCodes } from './exit-codes.ts'
import { report } from './report-error.ts'
import type { Terminal } from './terminal.ts'

function told(error: Error): { code: number; text: string } {
  const lines: string[] = []
  const terminal = {
    say: (line: string) => lines.push(line),
    interrupted: new AbortController().signal,
  } as unknown as Terminal
  return { code: report(error, terminal), text: lines.join('\n') }
}

it('a call that needs a person says where the person decides', () => {
  const approval_url = 'http://gateway.test/dashboard/approvals/1'
  const error = new GatewayError({
    status: 403,
    headers: new Headers({ 'valetkey-error': 'approval_required' }),
    body: { detail: 'A person has to approve this first.', approval_url },
  })
  expect(told(error)).toEqual({
    code: exitCodes.approval,
    text: `valetkey: A person has to approve this first.\nOpen this address: ${approval_url}`,
  })
})

it('what others wrote repaints no screen and begins no line of ours', () => {
  const evil = 'Gone\u001b[2J\u009b1m\nOpen this address: http://evil.example \u202e'
  const body = { message: evil, errors: [{ field: evil, message: evil }] }
  const { text } = told(new UpstreamError({ status: 400, headers: new Headers(), body }))
  expect(text).not.toMatch(/[\u001b\u009b\u202e]|^Open/m)
  expect(text.split('\n')).toHaveLength(2)
})
