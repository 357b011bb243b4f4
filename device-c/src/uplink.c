#include "camera.h"

#include <stdio.h>
#include <string.h>

static struct http *http;
static struct answer answer;
static struct back_off pause_after;
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

/* `body` NULL: a GET. A token that is not taken any more is thrown away: what is sent then is written anew, since the clock
   comes with the token. */
static bool call(struct http *with, const char *path, const char *body, struct answer *a) {
  char url[512], token[TOKEN_SIZE];
  snprintf(url, sizeof url, "%s/device/v1%s", session.url, path);
  *a = (struct answer){0};
  if (!session_token(NULL, token, NULL, NULL)) return false;
  if (http_call(with, url, token, body, a)) return true;
  if (strcmp(a->code, "device_token_invalid") == 0) session_refused(token);
  return false;
}

static bool is_one_of(const char *const *codes) {
  while (*codes && strcmp(*codes, answer.code) != 0) codes++;
  return *codes;
}

/* docs/protocol, "When something is refused". */
static enum verdict judge(void) {
  static const char *const repeated[] = {"object_not_stored",    "hash_mismatch", "size_mismatch", "upload_target_expired",
                                         "device_token_invalid", "privacy_mode",  NULL};
  static const char *const closing[] = {"event_not_paid",    "footage_limit_reached", "subscription_expired", "segment_too_short",
                                        "account_suspended", "plan_without_continuous", NULL};
  if (may_repeat(&answer) || is_one_of(repeated)) return REPEAT;
  return is_one_of(closing) ? CLOSE : strcmp(answer.code, "event_unknown") == 0 ? REOPEN : DROP;
}

static enum verdict open_event(struct event *e) {
  char body[1024], at[RFC3339_SIZE], token[TOKEN_SIZE];
  if (!session_token(NULL, token, NULL, NULL)) return REPEAT;
  ms_t age = now_ms() - e->triggered;
  write_rfc3339(wall_ms() - age, at);
  struct text t = text_in(body, sizeof body);
  put(&t, "{\"deviceEventId\":\"%s\",\"type\":\"%s\",\"startedAt\":\"%s\",\"ageMs\":%lld,\"preRecordMs\":%lld,", e->id, e->type,
      at, (long long)age, (long long)e->pre_record);
  put(&t, "\"declaration\":{\"container\":\"ts\",\"codec\":\"%s\",\"width\":%d,\"height\":%d,\"encryption\":\"aes-128\"},",
      capture_is_h265() ? "h265" : "h264", width, height);
  put(&t, "\"firmware\":\"%s\"", session.firmware);
  if (e->nonce[0]) put(&t, ",\"nonce\":"), put_string(&t, e->nonce);
  if (e->probe[0]) put(&t, ",\"probeId\":"), put_string(&t, e->probe);
  put(&t, "}");
  if (!call(http, "/events", body, &answer)) return judge();
  struct span opened = json_of(answer.body);
  if (json_text(opened, "serverTime", at, sizeof at)) set_wall(at);
  if (!json_text(opened, "eventId", e->platform_id, sizeof e->platform_id) ||
      !json_text(opened, "key", e->key, sizeof e->key) || json_is(json_get(opened, "state"), "\"closed\""))
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
  char path[160], url[2048], state[16], body[640];
  bool snapshot = e->object_first == e->snapshot;
  if (!seal_object(e, &sealed)) return CLOSE; /* lost: what follows would leave a hole in its numbers */
  snprintf(path, sizeof path, "/events/%s/objects", e->platform_id);
  struct text t = text_in(body, sizeof body);
  put(&t, "{\"n\":%d,\"kind\":\"%s\",\"bytes\":%zu,\"md5\":\"%s\",\"sha256\":\"%s\",\"durationMs\":%lld,\"iv\":\"%s\"", e->objects,
      snapshot ? "snapshot" : "segment", sealed.length, sealed.md5, sealed.sha256, (long long)e->object_ms, e->iv);
  if (!snapshot) put(&t, ",\"ageMs\":%lld", (long long)(now_ms() - e->object_last));
  put(&t, "}");
  if (!call(http, path, body, &answer)) return judge();
  struct span target = json_of(answer.body);
  if (!json_text(target, "state", state, sizeof state)) return DROP;
  if (strcmp(state, "waiting") == 0) {
    if (!json_text(target, "url", url, sizeof url)) return DROP;
    long status = http_put(http, url, json_get(target, "headers"), sealed.bytes, sealed.length);
    answer = (struct answer){0};
    if (status / 100 != 2 && status != 412) return status == 411 ? DROP : REPEAT; /* declared again, its state says more */
  }
  snprintf(path, sizeof path, "/events/%s/objects/%d/commit", e->platform_id, e->objects);
  if (strcmp(state, "committed") != 0 && !call(http, path, "{}", &answer)) return judge();
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
  if (!call(http, path, body, &answer)) return judge() == REPEAT ? REPEAT : DROP;
  say("event %s: %d objects, %.1f s", e->platform_id, e->objects, (double)e->sent / 1000);
  return DROP;
}

bool uplink_ask_grant(struct http *with) {
  static struct answer own;
  bool ok = call(with, "/recording-grant", NULL, &own);
  if (ok) events_record(json_of(own.body), true);
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
    struct event *e = events_wait(60000);
    if (!e) continue;
    answer = (struct answer){0};
    enum verdict verdict = e->dropped ? DROP : step(e);
    settle(e, verdict);
    if (verdict == GOES_ON) pause_after.failures = 0;
    if (verdict != REPEAT) continue;
    ms_t wait = back_off_next(&pause_after, answer.wait);
    if (strcmp(answer.code, "device_token_invalid") != 0 || pause_after.failures > 1) sleep_ms(wait);
  }
  return unused;
}
