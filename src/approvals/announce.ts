import { spawn, type ChildProcess } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Secret } from '../secret.ts'
import { approvalUrl, type Approval } from './approval.ts'

/** How the operator wants people to learn that something waits for them. */
export interface AnnouncementSettings {
  readonly webhook: string | null
  readonly webhookSecret: Secret | null
  /** A program without arguments. It gets the announcement as JSON on its stdin. */
  readonly command: string | null
  /** The PATH of that program; nothing else of our environment reaches it. */
  readonly path: string | null
}

export interface AnnouncerNeeds {
  readonly settings: AnnouncementSettings
  readonly publicUrl: string
  readonly now: () => number
  readonly onTrouble: (way: 'webhook' | 'command', approval: Approval, error: unknown) => void
  /** Pauses between attempts, in milliseconds. */
  readonly pausesMs?: readonly number[]
  /** How long the command may take. */
  readonly commandMs?: number
}

/** Said in our words, which a log may repeat. */
export class NotTold extends Error {}

/** Tells whoever is to decide. The request that asked does not wait for it, and its failure is the operator's to read in the log. */
export function createAnnouncer(needs: AnnouncerNeeds): (approval: Approval) => void {
  const { webhook, command } = needs.settings
  return (approval) => {
    const body = JSON.stringify(announcement(needs, approval))
    if (webhook !== null) {
      post(needs, { url: webhook, approval, body }).catch((error: unknown) => {
        needs.onTrouble('webhook', approval, error)
      })
    }
    if (command !== null) {
      run(needs, command, body).catch((error: unknown) => {
        needs.onTrouble('command', approval, error)
      })
    }
  }
}

function announcement({ publicUrl, now }: AnnouncerNeeds, approval: Approval) {
  const { details } = approval
  return {
    type: 'approval.requested',
    timestamp: new Date(now()).toISOString(),
    data: {
      approval_id: approval.id,
      approval_url: approvalUrl(publicUrl, approval.id),
      summary: details.summary,
      app: approval.app,
      operation: approval.operation,
      method: details.method,
      target: details.target,
      key_id: approval.keyId,
      key_name: details.keyName,
      connection_id: approval.connectionId,
      account_email: details.account,
      expires_at: new Date(approval.expiresAt).toISOString(),
    },
  }
}

const attemptMs = 5_000

/** Signed as Standard Webhooks says (https://www.standardwebhooks.com), a few times at most. */
async function post(
  { settings, now, pausesMs = [1_000, 5_000, 30_000] }: AnnouncerNeeds,
  { url, approval, body }: { url: string; approval: Approval; body: string },
): Promise<void> {
  const id = `msg_${approval.id}`
  for (let attempt = 0; ; attempt += 1) {
    const timestamp = String(Math.floor(now() / 1_000))
    const signature = signatureOf(settings.webhookSecret, `${id}.${timestamp}.${body}`)
    const problem = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        ...(signature !== null && { 'webhook-signature': signature }),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(attemptMs),
    }).then(
      ({ ok, status }) => (ok ? null : new NotTold(`The receiver answered with HTTP ${status}.`)),
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    )
    if (problem === null) return
    const pause = pausesMs[attempt]
    if (pause === undefined) throw problem
    await sleep(pause, null, { ref: false })
  }
}

function signatureOf(secret: Secret | null, content: string): string | null {
  if (secret === null) return null
  const key = Buffer.from(secret.reveal().replace(/^whsec_/, ''), 'base64')
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`
}

/**
 * Without a shell, so that nothing in the announcement can become a command. In a process group of its own, so that what it has started
 * ends with it. A server that stops does not wait for it.
 */
function run(
  { settings: { path }, commandMs = 30_000 }: AnnouncerNeeds,
  command: string,
  body: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [], {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: path === null ? {} : { PATH: path },
      detached: true,
    })
    child.unref()
    const timer = setTimeout(() => {
      endGroup(child)
    }, commandMs).unref()
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(timer)
      if (code === 0) resolve()
      else
        reject(
          new NotTold(`The command ended with ${code === null ? 'a signal' : `code ${code}`}.`),
        )
    })
    // A program that does not read its stdin has made its choice.
    child.stdin.on('error', () => undefined)
    child.stdin.end(body)
  })
}

function endGroup(child: ChildProcess): void {
  try {
    // What ignores a request to end is ended all the same.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has just ended by itself, or this system knows no groups.
    child.kill('SIGKILL')
  }
}
