#include "camera.h"

static struct http *http;
static struct answer answer;
static unsigned failures;
static int width, height;

enum verdict {
  GOES_ON,
  REPEAT, /* the same again after a pause */
  CLOSE,  /* nothing more of this event is taken: close it with what was committed */
  REOPEN, /* the platform does not know it (any more) */
  DROP,
};

void uplink_open(const char *width_by_height, size_t largest) {
  if (sscanf(width_by_height, "%dx%d", &width, &height) != 2) die("SIZE is WIDTHxHEIGHT");
  seal_open(largest);
  http = http_new();
}

static bool is_among(const char *codes) { return answer.code[0] && strstr(codes, answer.code); }

/* docs/protocol, "When something is refused". */
static enum verdict judge(void) {
  bool again = is_among("object_not_stored hash_mismatch size_mismatch upload_target_expired device_token_invalid privacy_mode");
  bool closes = is_among("event_not_paid footage_limit_reached subscription_expired segment_too_short account_suspended"
                         " plan_without_continuous");
  if (again || may_repeat(&answer)) return REPEAT;
  return closes ? CLOSE : is_among("event_unknown") ? REOPEN : DROP;
}

static enum verdict open_event(struct event *e) {
  char body[1024], at[RFC3339_SIZE], token[TOKEN_SIZE], nonce[160], probe[96];
  if (!session_token(NULL, token, NULL, NULL)) return REPEAT;
  ms_t age = now_ms() - e->triggered;
  write_rfc3339(wall_ms() - age, at);
  snprintf(nonce, sizeof nonce, e->nonce[0] ? ",\"nonce\":\"%s\"" : "", e->nonce);
  snprintf(probe, sizeof probe, e->probe[0] ? ",\"probeId\":\"%s\"" : "", e->probe);
  snprintf(body, sizeof body,
           "{\"deviceEventId\":\"%s\",\"type\":\"%s\",\"startedAt\":\"%s\",\"ageMs\":%lld,\"preRecordMs\":%lld,"
           "\"declaration\":{\"container\":\"ts\",\"codec\":\"%s\",\"width\":%d,\"height\":%d,\"encryption\":\"aes-128\"},"
           "\"firmware\":\"%s\"%s%s}",
           e->id, e->type, at, (long long)age, (long long)e->pre_record, capture_is_h265() ? "h265" : "h264", width, height,
           session.firmware, nonce, probe);
  if (!session_call(http, "/events", body, &answer)) return judge();
  struct span opened = json_of(answer.body);
  if (json_text(opened, "serverTime", at)) set_wall(at);
  if (!json_text(opened, "eventId", e->platform_id) || !json_text(opened, "key", e->key) ||
      json_is(json_get(opened, "state"), "\"closed\""))
    return DROP; /* closed: by us, before the answer got lost */
  events_lock();
  ms_t most = json_integer(opened, "maxFootageMs", -1);
  if (most >= 0 && (e->limit < 0 || most < e->limit)) e->limit = most;
  e->opened = true;
  events_unlock();
  return GOES_ON;
}

/* Takes the composed object's bytes out of the ring; false where it has driven them out. */
static bool seal_object(struct event *e, struct sealed *sealed) {
  events_lock();
  bool ok = seal_begin(e->key, e->iv);
  for (uint64_t n = e->object_first; ok && n < e->object_end; n++) {
    const struct unit *u = ring_find(n);
    if (u && u->snapshot && e->snapshot != n) continue; /* another event's */
    ok = u && seal_add(u->bytes, u->length);
  }
  events_unlock();
  return ok && seal_end(sealed);
}

static enum verdict send_object(struct event *e) {
  struct sealed sealed;
  char path[160], url[2048], state[16], body[640], age[32];
  bool snapshot = e->object_first == e->snapshot;
  if (!seal_object(e, &sealed)) return CLOSE; /* lost: what follows would leave a hole in its numbers */
  snprintf(path, sizeof path, "/events/%s/objects", e->platform_id);
  snprintf(age, sizeof age, snapshot ? "" : ",\"ageMs\":%lld", (long long)(now_ms() - e->object_last));
  snprintf(body, sizeof body,
           "{\"n\":%d,\"kind\":\"%s\",\"bytes\":%zu,\"md5\":\"%s\",\"sha256\":\"%s\",\"durationMs\":%lld,\"iv\":\"%s\"%s}",
           e->objects, snapshot ? "snapshot" : "segment", sealed.length, sealed.md5, sealed.sha256, (long long)e->object_ms,
           e->iv, age);
  if (!session_call(http, path, body, &answer)) return judge();
  struct span target = json_of(answer.body);
  if (!json_text(target, "state", state)) return DROP;
  if (strcmp(state, "waiting") == 0) {
    if (!json_text(target, "url", url)) return DROP;
    long status = http_put(http, url, json_get(target, "headers"), sealed.bytes, sealed.length);
    answer = (struct answer){0};
    if (status / 100 != 2 && status != 412) return status == 411 ? DROP : REPEAT; /* declared again, its state says more */
  }
  snprintf(path, sizeof path, "/events/%s/objects/%d/commit", e->platform_id, e->objects);
  if (strcmp(state, "committed") != 0 && !session_call(http, path, "{}", &answer)) return judge();
  events_lock();
  if (snapshot) e->snapshot = FOREVER;
  else e->next = e->object_end;
  e->sent += e->object_ms;
  e->objects++;
  e->composed = false;
  events_unlock();
  return GOES_ON;
}

static enum verdict close_event(struct event *e) {
  char path[160], body[160];
  snprintf(path, sizeof path, "/events/%s/close", e->platform_id);
  snprintf(body, sizeof body, "{\"objects\":%d,\"durationMs\":%lld,\"firmware\":\"%s\"}", e->objects, (long long)e->sent,
           session.firmware);
  if (!session_call(http, path, body, &answer)) return judge() == REPEAT ? REPEAT : DROP;
  say("event %s: %d objects, %.1f s", e->platform_id, e->objects, (double)e->sent / 1000);
  return DROP;
}

bool uplink_ask_grant(struct http *with) {
  static struct answer own;
  bool ok = session_call(with, "/recording-grant", NULL, &own);
  events_lock();
  if (ok) events_record(json_of(own.body), true);
  events_unlock();
  return ok;
}

static enum verdict step(struct event *e) {
  if (!e->opened) return open_event(e);
  events_lock();
  bool more = !e->closing && event_compose(e);
  if (more && e->limit >= 0 && e->sent + e->object_ms > e->limit) e->closing = true;
  bool over = e->closing || event_is_over(e);
  events_unlock();
  return over ? close_event(e) : more ? send_object(e) : GOES_ON;
}

static void settle(struct event *e, enum verdict verdict) {
  events_lock();
  if (strcmp(answer.code, "privacy_mode") == 0) event_end_here(e);
  if (verdict == CLOSE && e->objects > 0 && !e->closing) {
    event_end_here(e);
    e->closing = true;
  } else if (verdict == REOPEN && !e->nonce[0] && !e->opened_anew) {
    e->opened = e->composed = false;
    e->opened_anew = true;
    e->objects = 0;
    e->sent = 0;
    e->next = e->first;
  } else if (verdict > REPEAT) {
    event_forget(e, answer.status / 100 == 2 ? NULL : answer.code[0] ? answer.code : "it cannot be sent");
  }
  events_unlock();
  if (verdict == CLOSE && strcmp(answer.code, "subscription_expired") == 0) uplink_ask_grant(http);
}

void *uplink_run(void *unused) {
  for (;;) {
    struct event *e = events_wait(5000);
    if (!e) firmware_step(http);
    if (!e) continue;
    answer = (struct answer){0};
    enum verdict verdict = e->dropped ? DROP : step(e);
    settle(e, verdict);
    if (verdict == GOES_ON) failures = 0;
    if (verdict != REPEAT) continue;
    ms_t wait = back_off(&failures, answer.wait);
    if (strcmp(answer.code, "device_token_invalid") != 0 || failures > 1) sleep_ms(wait);
  }
  return unused;
}
