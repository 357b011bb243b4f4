#include "camera.h"

#include <pthread.h>
#include <time.h>

#define MOST 64
#define BEFORE 5000             /* of footage before the trigger */
#define AFTER 2000              /* after the last motion */
#define SEGMENT 2000            /* and the way to the next key frame */
#define CONTINUOUS_HOUR 3600000 /* an event of continuous footage */
#define PROBE 3000
#define SNAPSHOT_MOST (512u << 10)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed;
atomic_int events_under_way;
static struct event events[MOST];
static const char *snapshot_path;
static unsigned encoder_start;
static uint64_t floor_number; /* the first unit of this start of the encoder */
static ms_t motion_at_restart;

static struct {
  char nonce[128];
  ms_t max_footage, until_wall;
  bool used;
} granted;

static struct {
  int64_t version;
  bool event, continuous;
  ms_t until_wall, max_event, max_pre_record, min_segment;
} recording;

void events_open(const char *path) {
  pthread_condattr_t how;
  pthread_condattr_init(&how);
  pthread_condattr_setclock(&how, CLOCK_MONOTONIC);
  pthread_cond_init(&changed, &how);
  snapshot_path = path;
}

#define EACH(e) (struct event *e = events; e < events + MOST; e++)

void events_lock(void) { pthread_mutex_lock(&lock); }
void events_unlock(void) {
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
}

static bool going(const struct event *e) { return e->used && !e->dropped && e->end == FOREVER; }
static bool is_continuous(const struct event *e) { return e->type[0] == 'c'; }
static bool may_record(void) { return recording.event && wall_ms() < recording.until_wall && !session.privacy; }

static uint64_t take_snapshot(void) {
  static uint8_t bytes[SNAPSHOT_MOST];
  FILE *file = snapshot_path ? fopen(snapshot_path, "rb") : NULL;
  if (!file) return FOREVER;
  size_t n = fread(bytes, 1, sizeof bytes, file);
  fclose(file);
  bool whole = n > 4 && n < sizeof bytes && bytes[0] == 0xff && bytes[1] == 0xd8 && bytes[n - 1] == 0xd9;
  return whole ? ring_push((struct unit){.snapshot = true, .bytes = bytes, .length = n}) : FOREVER;
}

/* Where the pre-record begins: the oldest group not older than `before`. */
static uint64_t group_before(ms_t trigger, ms_t before, ms_t *pre_record) {
  uint64_t n = floor_number > ring_oldest() ? floor_number : ring_oldest();
  *pre_record = 0;
  for (; n < ring_next(); n++) {
    const struct unit *u = ring_find(n);
    if (u->snapshot || trigger - u->began > before) continue;
    *pre_record = trigger > u->began ? trigger - u->began : 0;
    return n;
  }
  return ring_next();
}

static struct event *new_event(const char *type, uint64_t first) {
  struct event *e = events;
  while (e < events + MOST && e->used) e++;
  if (e == events + MOST) return say("more than %d events wait: this one is not recorded", MOST), NULL;
  *e = (struct event){.used = true, .type = type, .triggered = now_ms(), .first = first, .next = first, .limit = -1};
  e->end = e->snapshot = FOREVER;
  events_under_way += !is_continuous(e);
  random_hex(12, e->id);
  for (uint64_t n = first; n < ring_next(); n++) e->length += ring_find(n)->duration;
  return e;
}

void event_end_here(struct event *e) {
  if (e->end == FOREVER) e->end = ring_next();
}

void event_forget(struct event *e, const char *why) {
  if (why) say("event %s is thrown away: %s", e->id, why);
  e->used = false;
  events_under_way -= !is_continuous(e);
}

void events_motion(ms_t length) {
  ms_t now = now_ms(), pre;
  if (session.privacy) return;
  bool verified = granted.nonce[0] && !granted.used && wall_ms() < granted.until_wall;
  for EACH(e) {
    if (going(e) && e->probe[0]) e->dropped = true; /* a real event goes first */
    if (verified || !going(e) || e->probe[0] || is_continuous(e)) continue;
    if (e->motion_until < now + length) e->motion_until = now + length;
    return;
  }
  if (!verified && !may_record()) return;
  ms_t most = verified || recording.max_pre_record > BEFORE ? BEFORE : recording.max_pre_record;
  struct event *e = new_event("motion", group_before(now, most, &pre));
  if (!e) return;
  e->pre_record = pre;
  e->motion_until = now + length;
  e->limit = verified ? granted.max_footage : recording.max_event;
  e->snapshot = take_snapshot();
  if (verified) snprintf(e->nonce, sizeof e->nonce, "%s", granted.nonce);
  granted.used |= verified;
  say("event %s: motion%s", e->id, verified ? ", for the verification" : "");
}

void events_motion_after_restart(ms_t length) { motion_at_restart = now_ms() + length; }

/* An event that begins with a group: of continuous footage, or of motion that goes on. */
static void begin_with(const char *type, uint64_t first, ms_t limit, ms_t motion_until) {
  struct event *e = new_event(type, first);
  if (!e) return;
  e->triggered = ring_find(first)->began;
  e->limit = limit;
  e->motion_until = motion_until;
}

static void add_group(struct event *e, uint64_t number, const struct unit *u, bool restarted) {
  if (number < e->first) return;
  bool full = e->limit >= 0 && e->length + u->duration > e->limit;
  if (full || restarted) {
    e->end = number;
    bool on = !is_continuous(e) && u->began < e->motion_until + AFTER;
    if (on && !e->nonce[0] && may_record()) begin_with(e->type, number, recording.max_event, e->motion_until);
    return;
  }
  e->length += u->duration;
  if (e->probe[0] ? e->length >= PROBE : !is_continuous(e) && u->ended >= e->motion_until + AFTER) e->end = number + 1;
}

void events_group(struct unit group, unsigned start) {
  events_lock();
  uint64_t number = ring_push(group);
  const struct unit *u = ring_find(number);
  bool restarted = encoder_start && start != encoder_start, has_continuous = false;
  bool was_going[MOST]; /* those that follow are counted already */
  for (int i = 0; i < MOST; i++) was_going[i] = going(&events[i]);
  for (int i = 0; i < MOST; i++)
    if (was_going[i]) add_group(&events[i], number, u, restarted);
  encoder_start = start;
  if (restarted) floor_number = number;
  for EACH(e) has_continuous |= going(e) && is_continuous(e);
  if (recording.continuous && may_record() && !has_continuous) begin_with("continuous", number, CONTINUOUS_HOUR, 0);
  if (restarted && motion_at_restart > now_ms()) events_motion(motion_at_restart - now_ms());
  if (restarted) motion_at_restart = 0;
  events_unlock();
}

void events_grant(const char *nonce, ms_t max_footage, const char *expires_at) {
  ms_t until = 0;
  if (!read_rfc3339(expires_at, &until)) return;
  bool again = strcmp(nonce, granted.nonce) == 0;
  if (!again) {
    for EACH(e)
      if (e->used && e->nonce[0]) e->dropped = true; /* the events of the grant before are gone */
    snprintf(granted.nonce, sizeof granted.nonce, "%s", nonce);
    granted.max_footage = max_footage;
    granted.used = false;
  }
  if (!again || until > granted.until_wall) granted.until_wall = until;
}

void events_revoke(const char *nonce) {
  for EACH(e)
    if (e->used && strcmp(e->nonce, nonce) == 0) e->dropped = true;
  if (strcmp(granted.nonce, nonce) == 0) granted.nonce[0] = 0;
}

void events_probe(const char *id, const char *nonce) {
  for EACH(e)
    if (e->used && e->probe[0]) e->dropped = true;
  ms_t pre;
  struct event *e = new_event("probe", group_before(now_ms(), SEGMENT, &pre));
  if (e) {
    e->pre_record = pre;
    e->snapshot = take_snapshot();
    snprintf(e->probe, sizeof e->probe, "%s", id);
    snprintf(e->nonce, sizeof e->nonce, "%s", nonce);
  }
}

void events_end_owners(void) {
  for EACH(e)
    if (going(e) && !e->nonce[0]) event_end_here(e);
}

void events_record(struct span grant, bool asked) {
  char until[RFC3339_SIZE];
  int64_t version = json_integer(grant, "version", -1);
  struct span kind = json_get(grant, "recording");
  if (!kind.at) return;
  if (asked || version >= recording.version) {
    recording.version = version;
    recording.continuous = json_is(kind, "\"continuous\"");
    recording.event = recording.continuous || json_is(kind, "\"event\"");
    recording.until_wall = 0;
    if (json_text(grant, "until", until)) read_rfc3339(until, &recording.until_wall);
    recording.max_event = json_integer(grant, "maxEventMs", 300000);
    recording.max_pre_record = json_integer(grant, "maxPreRecordMs", 10000);
    recording.min_segment = json_integer(grant, "minContinuousSegmentMs", 10000);
    if (!recording.event) events_end_owners();
    for EACH(e)
      if (!recording.continuous && going(e) && is_continuous(e)) event_end_here(e);
  }
}

bool event_compose(struct event *e) {
  if (e->composed) return true;
  if (e->snapshot != FOREVER) {
    e->object_first = e->snapshot;
    e->object_end = e->snapshot + 1;
    e->object_ms = 0;
  } else {
    ms_t want = is_continuous(e) ? (recording.min_segment > 10000 ? recording.min_segment : 10000) : SEGMENT;
    uint64_t n = e->next, end = e->end < ring_next() ? e->end : ring_next();
    e->object_first = n;
    e->object_ms = 0;
    for (; n < end && e->object_ms < want; n++) {
      const struct unit *u = ring_find(n);
      if (!u) break; /* driven out: whoever sends it will see */
      e->object_ms += u->duration;
      if (!u->snapshot) e->object_last = u->ended;
    }
    e->object_end = n;
    bool last = e->end != FOREVER && n >= e->end;
    if (e->object_ms == 0 || (e->object_ms < want && !last)) return n < end && !ring_find(n);
  }
  random_hex(16, e->iv);
  e->composed = true;
  return true;
}

bool event_is_over(const struct event *e) {
  uint64_t n = e->next;
  for (const struct unit *u; n < e->end && (u = ring_find(n)) && u->snapshot;) n++;
  return !e->composed && e->snapshot == FOREVER && e->end != FOREVER && n >= e->end;
}

static bool is_ready(struct event *e) { return e->dropped || !e->opened || event_compose(e) || event_is_over(e); }

struct event *events_wait(ms_t most) {
  ms_t until = now_ms() + most;
  struct timespec at = {until / 1000, until % 1000 * 1000000};
  struct event *best;
  pthread_mutex_lock(&lock);
  do {
    best = NULL;
    for EACH(e) {
      if (!e->used || !is_ready(e)) continue;
      bool sooner = !best || (!!e->nonce[0] != !!best->nonce[0] ? e->nonce[0] : e->triggered < best->triggered);
      if (sooner) best = e;
    }
  } while (!best && pthread_cond_timedwait(&changed, &lock, &at) == 0);
  pthread_mutex_unlock(&lock);
  return best;
}
