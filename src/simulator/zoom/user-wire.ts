import type { World } from '../world.ts'
import { instant } from './call.ts'
import { displayName, usersOf, type User } from './users-state.ts'

const ROLE_IDS: Readonly<Record<User['role'], string>> = { Owner: '0', Admin: '1', Member: '2' }

/** A row of GET /users. */
export function userLine(user: User): object {
  return {
    id: user.id,
    first_name: user.firstName,
    last_name: user.lastName,
    display_name: displayName(user),
    email: user.email,
    type: user.type,
    pmi: user.pmi,
    timezone: user.timezone,
    verified: user.status === 'pending' ? 0 : 1,
    dept: user.dept,
    created_at: instant(user.createdAt),
    user_created_at: instant(user.createdAt),
    last_login_time: instant(user.lastLoginAt),
    language: user.language,
    status: user.status,
    role_id: ROLE_IDS[user.role],
  }
}

export function userDetails(world: World, user: User): object {
  const { account } = usersOf(world)
  return {
    ...userLine(user),
    role_name: user.role,
    use_pmi: false,
    personal_meeting_url: `https://us05web.zoom.us/j/${user.pmi}`,
    group_ids: [],
    im_group_ids: [],
    account_id: account.id,
    account_number: account.number,
    company: account.company,
    job_title: user.jobTitle,
    location: '',
    login_types: [100],
    phone_country: '',
    phone_number: '',
    cms_user_id: '',
    jid: `${user.id.toLowerCase()}@xmpp.zoom.us`,
    cluster: 'us05',
  }
}
