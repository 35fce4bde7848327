import { below, pick, type Random } from '../seeded.ts'
import type { World } from '../world.ts'
import { digits, personalNumber, shortId } from './ids.ts'
import { addUser, usersOf, type User } from './users-state.ts'

const DAY = 24 * 3600 * 1000

/** The person whom the first call acts for: licensed, with everything switched on. */
export const MAIN_EMAIL = 'john@example.com'
/** Basic: no registration, no cloud recording, no webinars. */
export const BASIC_EMAIL = 'maria@example.com'

const FIRST = [
  'Amara', 'Ben', 'Chloe', 'David', 'Elena', 'Farid', 'Grace', 'Hiro', 'Ines', 'Jonas', 'Kavya',
  'Liam', 'Mina', 'Noah', 'Olga', 'Pablo', 'Quinn', 'Rosa', 'Samir', 'Tara', 'Umar', 'Vera',
  'Wei', 'Xenia', 'Yusuf', 'Zoe', 'Anton', 'Bea', 'Carlos', 'Dina', 'Emil', 'Fiona', 'Goran',
] as const // prettier-ignore
const LAST = [
  'Novak',
  'Okafor',
  'Silva',
  'Tanaka',
  'Weber',
  'Rossi',
  'Kim',
  'Haddad',
  'Larsen',
  'Moreau',
] as const
const ZONES = ['America/Los_Angeles', 'America/New_York', 'Europe/Berlin', 'Asia/Tokyo'] as const
const DEPARTMENTS = ['Sales', 'Support', 'Engineering', 'Marketing', 'People'] as const

/** An account of 35 people: an owner, a Basic user, and colleagues enough to page through. */
export function seedUsers(world: World, random: Random): void {
  usersOf(world).account = {
    id: shortId(random),
    number: 10_000_000 + below(random, 89_999_999),
    company: 'Example Ltd',
  }
  addUser(world, {
    ...person(world, random, { firstName: 'John', lastName: 'Doe', email: MAIN_EMAIL }),
    type: 2,
    role: 'Owner',
    status: 'active',
    timezone: 'America/Los_Angeles',
    cloudRecording: true,
    webinarSeats: 500,
  })
  addUser(world, {
    ...person(world, random, { firstName: 'Maria', lastName: 'Garcia', email: BASIC_EMAIL }),
    type: 1,
    role: 'Member',
    status: 'active',
  })
  FIRST.forEach((firstName, index) => {
    addUser(world, colleague(world, random, { firstName, index }))
  })
}

function colleague(
  world: World,
  random: Random,
  { firstName, index }: { readonly firstName: string; readonly index: number },
): User {
  const lastName = pick(random, LAST)
  const email = `${firstName}.${lastName}@example.com`.toLowerCase()
  const licensed = index % 3 !== 0
  return {
    ...person(world, random, { firstName, lastName, email }),
    // One has no Meetings licence at all.
    type: index === 30 ? 4 : licensed ? 2 : 1,
    role: index === 0 ? 'Admin' : 'Member',
    status: index === 31 ? 'inactive' : index === 32 ? 'pending' : 'active',
    cloudRecording: licensed,
  }
}

function person(
  world: World,
  random: Random,
  name: { readonly firstName: string; readonly lastName: string; readonly email: string },
): Omit<User, 'type' | 'role' | 'status'> {
  return {
    ...name,
    id: shortId(random),
    pmi: personalNumber(random),
    timezone: pick(random, ZONES),
    dept: pick(random, DEPARTMENTS),
    jobTitle: '',
    language: 'en-US',
    createdAt: world.sownAt - (200 + below(random, 800)) * DAY - Number(digits(random, 7)),
    lastLoginAt: world.sownAt - below(random, 20) * DAY - Number(digits(random, 7)),
    cloudRecording: false,
    webinarSeats: 0,
  }
}
