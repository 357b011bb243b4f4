/** Why something of a device was ignored or refused. */
export type DeviceLogCode =
  | 'connect_client_id'
  | 'connect_token'
  | 'connect_will'
  | 'connect_too_many'
  | 'connect_too_often'
  | 'keep_alive_missed'
  | 'line_not_paired'
  | 'line_packet_too_long'
  | 'line_protocol'
  | 'line_qos'
  | 'line_reply_invalid'
  | 'line_status_invalid'
  | 'line_too_many_messages'
  | 'line_topic'
  | 'subscription_refused'
  /** Not later than what was said before. */
  | 'status_late'
  | 'reply_unknown'
  | 'reply_of_another'
  | 'reply_repeated'
  /** An HTTP operation; the detail is its name and the problem's code. */
  | 'call_refused';
