import { drawer, type World } from '../world.ts'

/** 1 Basic, 2 Licensed, 4 without Meetings Basic. */
export type UserType = 1 | 2 | 4

export type User = {
  readonly id: string
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly type: UserType
  readonly status: 'active' | 'inactive' | 'pending'
  readonly role: 'Owner' | 'Admin' | 'Member'
  readonly pmi: number
  readonly timezone: string
  readonly dept: string
  readonly jobTitle: string
  readonly language: string
  readonly createdAt: number
  readonly lastLoginAt: number
  readonly cloudRecording: boolean
  /** Seats of the webinar add-on; 0 without it. */
  readonly webinarSeats: number
}

export type Account = {
  readonly id: string
  readonly number: number
  readonly company: string
}

export type Users = {
  account: Account
  readonly byId: Map<string, User>
  /** Lower case. */
  readonly byEmail: Map<string, User>
}

export const usersOf: (world: World) => Users = drawer(() => ({
  account: { id: '', number: 0, company: '' },
  byId: new Map(),
  byEmail: new Map(),
}))

export function addUser(world: World, user: User): void {
  const users = usersOf(world)
  users.byId.set(user.id, user)
  users.byEmail.set(user.email.toLowerCase(), user)
}

/** An email is usable wherever a user id is. */
export function findUser(world: World, idOrEmail: string): User | undefined {
  const users = usersOf(world)
  return users.byId.get(idOrEmail) ?? users.byEmail.get(idOrEmail.toLowerCase())
}

export function accountOwner(world: World): User | undefined {
  return [...usersOf(world).byId.values()].find(({ role }) => role === 'Owner')
}

export function displayName({ firstName, lastName }: User): string {
  return `${firstName} ${lastName}`.trim()
}
