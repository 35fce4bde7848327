// prettier-ignore
interface ListedRegistrant {
  id: string; address?: string; city?: string; comments?: string; country?: string;
  custom_questions?: readonly { title?: string; value?: string }[]; email: string; first_name: string;
  industry?: string; job_title?: string; last_name?: string;
  no_of_employees?: '' | '1-20' | '21-50' | '51-100' | '101-250' | '251-500' | '501-1,000' | '1,001-5,000' | '5,001-10,000' | 'More than 10,000';
  org?: string; phone?: string;
  purchasing_time_frame?: '' | 'Within a month' | '1-3 months' | '4-6 months' | 'More than 6 months' | 'No timeframe';
  role_in_purchase_process?: '' | 'Decision Maker' | 'Evaluator/Recommender' | 'Influencer' | 'Not involved';
  state?: string; status?: string; zip?: string; create_time?: string; join_url?: string;
  participant_pin_code?: number
}

// prettier-ignore
export interface RegistrantList {
  next_page_token?: string; page_count?: number; page_number?: number; page_size?: number; total_records?: number;
  registrants: readonly ListedRegistrant[]
}

// prettier-ignore
export interface RegistrantBody {
  first_name: string; last_name?: string; email: string; address?: string; city?: string; state?: string;
  zip?: string; country?: string; phone?: string; comments?: string;
  custom_questions?: readonly { title?: string; value?: string }[]; industry?: string; job_title?: string;
  no_of_employees?: '' | '1-20' | '21-50' | '51-100' | '101-500' | '500-1,000' | '1,001-5,000' | '5,001-10,000' | 'More than 10,000';
  org?: string;
  purchasing_time_frame?: '' | 'Within a month' | '1-3 months' | '4-6 months' | 'More than 6 months' | 'No timeframe';
  role_in_purchase_process?: '' | 'Decision Maker' | 'Evaluator/Recommender' | 'Influencer' | 'Not involved';
  language?: 'en-US' | 'de-DE' | 'es-ES' | 'fr-FR' | 'jp-JP' | 'pt-PT' | 'ru-RU' | 'zh-CN' | 'zh-TW' | 'ko-KO' | 'it-IT' | 'vi-VN' | 'pl-PL' | 'Tr-TR';
  auto_approve?: boolean
}

// prettier-ignore
export interface NewRegistrant {
  id?: number; join_url?: string; registrant_id: string; start_time?: string; topic?: string;
  occurrences?: readonly { duration?: number; occurrence_id?: string; start_time?: string; status?: string }[];
  participant_pin_code?: number
}

// prettier-ignore
export interface Registrant {
  id?: string; address?: string; city?: string; comments?: string; country?: string;
  custom_questions?: readonly { title?: string; value?: string }[]; email: string; first_name: string;
  industry?: string; job_title?: string; last_name?: string;
  no_of_employees?: '' | '1-20' | '21-50' | '51-100' | '101-250' | '251-500' | '501-1,000' | '1,001-5,000' | '5,001-10,000' | 'More than 10,000';
  org?: string; phone?: string;
  purchasing_time_frame?: '' | 'Within a month' | '1-3 months' | '4-6 months' | 'More than 6 months' | 'No timeframe';
  role_in_purchase_process?: '' | 'Decision Maker' | 'Evaluator/Recommender' | 'Influencer' | 'Not involved';
  state?: string; status?: 'approved' | 'pending' | 'denied'; zip?: string; create_time?: string; join_url?: string;
  participant_pin_code?: number
}

// prettier-ignore
interface QuestionsQuestion {
  field_name?: 'last_name' | 'address' | 'city' | 'country' | 'zip' | 'state' | 'phone' | 'industry' | 'org' | 'job_title' | 'purchasing_time_frame' | 'role_in_purchase_process' | 'no_of_employees' | 'comments';
  required?: boolean
}

// prettier-ignore
export interface Questions {
  custom_questions?: readonly ({ answers?: readonly string[]; required?: boolean; title?: string; type?: 'short' | 'single' })[];
  questions?: readonly QuestionsQuestion[]
}

// prettier-ignore
interface WebinarRegistrantListRegistrant {
  id: string; address?: string; city?: string; comments?: string; country?: string;
  custom_questions?: readonly { title?: string; value?: string }[]; email: string; first_name: string;
  industry?: string; job_title?: string; last_name?: string;
  no_of_employees?: '' | '1-20' | '21-50' | '51-100' | '101-250' | '251-500' | '501-1,000' | '1,001-5,000' | '5,001-10,000' | 'More than 10,000';
  org?: string; phone?: string;
  purchasing_time_frame?: '' | 'Within a month' | '1-3 months' | '4-6 months' | 'More than 6 months' | 'No timeframe';
  role_in_purchase_process?: '' | 'Decision Maker' | 'Evaluator/Recommender' | 'Influencer' | 'Not involved';
  state?: string; status?: string; zip?: string; create_time?: string; join_url?: string
}

// prettier-ignore
export interface WebinarRegistrantList {
  next_page_token?: string; page_count?: number; page_number?: number; page_size?: number; total_records?: number;
  registrants: readonly WebinarRegistrantListRegistrant[]
}

// prettier-ignore
export interface WebinarRegistrantBody {
  first_name: string; last_name?: string; email: string; address?: string; city?: string; state?: string;
  zip?: string; country?: string; phone?: string; comments?: string;
  custom_questions?: readonly { title?: string; value?: string }[]; industry?: string; job_title?: string;
  no_of_employees?: '' | '1-20' | '21-50' | '51-100' | '101-500' | '500-1,000' | '1,001-5,000' | '5,001-10,000' | 'More than 10,000';
  org?: string;
  purchasing_time_frame?: '' | 'Within a month' | '1-3 months' | '4-6 months' | 'More than 6 months' | 'No timeframe';
  role_in_purchase_process?: '' | 'Decision Maker' | 'Evaluator/Recommender' | 'Influencer' | 'Not involved';
  language?: 'en-US' | 'de-DE' | 'es-ES' | 'fr-FR' | 'jp-JP' | 'pt-PT' | 'ru-RU' | 'zh-CN' | 'zh-TW' | 'ko-KO' | 'it-IT' | 'vi-VN' | 'pl-PL' | 'Tr-TR';
  source_id?: string
}

// prettier-ignore
export interface NewWebinarRegistrant {
  id?: number; join_url?: string; registrant_id: string; start_time?: string; topic?: string;
  occurrences?: readonly { duration?: number; occurrence_id?: string; start_time?: string; status?: string }[]
}

// prettier-ignore
export interface WebinarRegistrant {
  id?: string; address?: string; city?: string; comments?: string; country?: string;
  custom_questions?: readonly { title?: string; value?: string }[]; email: string; first_name: string;
  industry?: string; job_title?: string; last_name?: string;
  no_of_employees?: '' | '1-20' | '21-50' | '51-100' | '101-250' | '251-500' | '501-1,000' | '1,001-5,000' | '5,001-10,000' | 'More than 10,000';
  org?: string; phone?: string;
  purchasing_time_frame?: '' | 'Within a month' | '1-3 months' | '4-6 months' | 'More than 6 months' | 'No timeframe';
  role_in_purchase_process?: '' | 'Decision Maker' | 'Evaluator/Recommender' | 'Influencer' | 'Not involved';
  state?: string; status?: string; zip?: string;
  language?: 'en-US' | 'de-DE' | 'es-ES' | 'fr-FR' | 'jp-JP' | 'pt-PT' | 'ru-RU' | 'zh-CN' | 'zh-TW' | 'ko-KO' | 'it-IT' | 'vi-VN' | 'pl-PL' | 'Tr-TR';
  create_time?: string; join_url?: string
}
