import type { Directory, Person } from '../oauth/people.ts'
import type { World } from '../world.ts'
import { accountOwner, displayName, findUser, usersOf, type User } from './users-state.ts'

/** The account's users as OAuth sees them. */
export function createPeople(world: () => World): Directory {
  const person = (user: User): Person => ({
    id: user.id,
    email: user.email,
    name: displayName(user),
    accountId: usersOf(world()).account.id,
    isAdmin: user.role !== 'Member',
  })
  return {
    list: () =>
      [...usersOf(world()).byId.values()].filter(({ status }) => status === 'active').map(person),
    find: (idOrEmail) => {
      const user = findUser(world(), idOrEmail)
      return user && person(user)
    },
    owner: () => {
      const owner = accountOwner(world())
      if (!owner) throw new Error('The account has no owner.')
      return person(owner)
    },
  }
}
