import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { together } from './together.ts'

const sendTogether = together<Socket>('send answers', (socket) => {
  socket.uncork()
})
const endTogether = together<ServerResponse>('end answers', (response) => {
  response.end()
})

/**
 * Gives an answer its body, which is all of it. Its connection holds it back until the other answers of the turn are written too: then the
 * kernel takes all of them, and then Node ends all of them. `end` alone would do the three for one answer after the other.
 */
export function endWithOthers(response: ServerResponse, body: Buffer): void {
  const { socket } = response
  // Behind an answer that is still under way on its connection it has none yet (RFC 9112, section 9.3.2).
  if (!socket) {
    response.end(body)
    return
  }
  socket.cork()
  response.write(body)
  sendTogether(socket)
  endTogether(response)
}
