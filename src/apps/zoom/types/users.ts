// prettier-ignore
interface UserPhoneNumber {
  code?: string; country?: string; label?: 'Mobile' | 'Office' | 'Home' | 'Fax'; number?: string; verified?: boolean
}

// prettier-ignore
interface UserLicenseInfoList {
  license_type?: 'MEETING' | 'ZOOM_WORKPLACE_BUNDLE';
  license_option?: 2 | 4 | 8 | 16 | 32 | 64 | 128 | 33554432 | 134217728 | 1073741824 | 536870912 | 268435456 | 4398046511104 | 18014398509481984 | 72057594037927940 | 576460752303423500 | 144115188075855870 | 137438953472 | 1099511627776 | 549755813888 | 274877906944 | 2199023255552 | 4294967296 | 34359738368 | 17179869184 | 8589934592 | 68719476736;
  subscription_id?: string
}

// prettier-ignore
export interface User {
  id: string; created_at?: string; dept?: string; email?: string; first_name?: string; last_client_version?: string;
  last_login_time?: string; last_name?: string; pmi?: number; role_name?: string; timezone?: string;
  type: 1 | 2 | 4 | 99; use_pmi?: boolean; display_name?: string; account_id?: string; account_number?: number;
  cms_user_id?: string; company?: string; user_created_at?: string;
  custom_attributes?: readonly { key?: string; name?: string; value?: string }[]; employee_unique_id?: string;
  group_ids?: readonly string[]; division_ids?: readonly string[]; im_group_ids?: readonly string[]; jid?: string;
  job_title?: string; cost_center?: string; language?: string; location?: string;
  login_types?: readonly (0 | 1 | 11 | 21 | 23 | 24 | 27 | 97 | 98 | 99 | 100 | 101)[]; manager?: string;
  personal_meeting_url?: string; phone_country?: string; phone_number?: string;
  phone_numbers?: readonly UserPhoneNumber[]; pic_url?: string;
  plan_united_type?: '1' | '2' | '4' | '8' | '16' | '32' | '64' | '128' | '256' | '512' | '1024' | '2048' | '4096' | '8192' | '16384' | '32768' | '65536' | '131072';
  pronouns?: string; pronouns_option?: 1 | 2 | 3; role_id?: string; status?: 'pending' | 'active' | 'inactive';
  vanity_url?: string; verified?: number; cluster?: string; zoom_one_type?: number;
  license_info_list?: readonly UserLicenseInfoList[]
}

// prettier-ignore
interface ListedUser {
  user_created_at?: string; created_at?: string;
  custom_attributes?: readonly { key?: string; name?: string; value?: string }[]; dept?: string; email: string;
  employee_unique_id?: string; first_name?: string; group_ids?: readonly string[]; division_ids?: readonly string[];
  host_key?: string; id: string; im_group_ids?: readonly string[]; last_client_version?: string;
  last_login_time?: string; last_name?: string;
  plan_united_type?: '1' | '2' | '4' | '8' | '16' | '32' | '64' | '128' | '256' | '512' | '1024' | '2048' | '4096' | '8192' | '16384' | '32768' | '65536' | '131072';
  pmi?: number; role_id?: string; status?: 'active' | 'inactive' | 'pending'; timezone?: string; type: 1 | 2 | 4 | 99;
  verified?: 1 | 0; display_name?: string; license_info_list?: readonly UserLicenseInfoList[]
}

// prettier-ignore
export interface UserList {
  next_page_token?: string; page_count?: number; page_number?: number; page_size?: number; total_records?: number;
  users: readonly ListedUser[]
}
