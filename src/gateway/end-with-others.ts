import { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { CallersAnswer } from './caller.ts'
import { together } from './together.ts'

const sendTogether = together<Socket>('send answers', (socket) => {
  socket.uncork()
})
const endTogether = together<ServerResponse>('end answers', (response) => {
  response.end()
})

/** Its `end` sends at once, whatever holds its connection back. A bare answer leaves when its connection is let go. */
const isNodes = (response: CallersAnswer): response is CallersAnswer & ServerResponse =>
  response instanceof ServerResponse

/** Whether an answer with such headers may end with others. Where they say no length, Node ends the body with a chunk of its own, at once. */
export const mayEndWithOthers = (response: CallersAnswer, headers: readonly string[]): boolean =>
  !isNodes(response) || saysLength(headers)

/**
 * Gives an answer its body, which is all of it. Its connection holds it back until the other answers of the turn are written too: then the
 * kernel takes all of them, and then Node ends all of them. Node's `end` alone would do the three for one answer after the other.
 */
export function endWithOthers(response: CallersAnswer, body: Buffer): void {
  const { socket } = response
  // Behind an answer that is still under way on its connection it has none yet (RFC 9112, section 9.3.2).
  if (!socket) {
    response.end(body)
    return
  }
  socket.cork()
  if (isNodes(response)) {
    response.write(body)
    endTogether(response)
  } else response.end(body)
  sendTogether(socket)
}

function saysLength(headers: readonly string[]): boolean {
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] ?? ''
    if (name.length === 14 && name.toLowerCase() === 'content-length') return true
  }
  return false
}
