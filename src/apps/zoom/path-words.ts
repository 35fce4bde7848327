/**
 * Every literal path segment of Zoom's published operations (OpenAPI documents of 2026: meetings, users, accounts,
 * marketplace). A parameter that smuggles a slash in front of one of these would name another operation than the one
 * that the endpoint table allowed, e.g. `/v2/users/me%2Fzak`.
 */
export const pathWords: readonly string[] = `
  absentees accounts activities admins analytics_details analytics_summary answers api_call_logs
  app apps archive_files assign_group assignment assistants batch_polls batch_registrants
  billing branding channels chat client client_versions cloud_recording collaboration_devices
  contacts crc custom_fields daily data_requests deeplink devices disclaimer divisions email
  entitlements event_subscription events features feedback files groups h323 history_meetings
  information_barriers instances invitation invite_links invoices issues jointoken live_meetings
  live_streaming live_webinars livestream local_archiving local_recording lock_settings
  mac_addresses managed_domains manifest marketplace me meeting_activities meeting_summaries
  meeting_summary meeting_summary_templates meeting_templates meetings members messages metrics
  monetization name_tags notifications open_apps operationlogs owner pac panelists participants
  password past_meetings past_webinars permissions phones picture policies polls preApprove
  presence_status qa qos quality questions recordings registrants registration remote_support
  report requests roles rotate_client_secret rtms_app satisfaction schedulers settings sharing
  sip_dialing sip_phones statistics status subscription summary survey surveys telephone token
  tracking_fields tracking_sources transcript trusted_domains tsp upcoming_events
  upcoming_meetings upgrade url users validate vanity_name vendors versions virtual_backgrounds
  wallpaper webhook_logs webinar_templates webinars zak zdm_groups zoomapp zoomrooms zpa
`
  .trim()
  .split(/\s+/)
