/* The parts of the camera, from what the others stand on to what stands on them. */
#ifndef KT_CAMERA_H
#define KT_CAMERA_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ── base.c: time, words on the console, a back-off ── */

typedef int64_t ms_t; /* milliseconds; moments are of the monotonic clock unless a name says wall */

ms_t now_ms(void);
ms_t wall_ms(void); /* the platform's time as it was told last; the machine's own until then */
void set_wall(const char *rfc3339);
void sleep_ms(ms_t);

#define RFC3339_SIZE 32 /* "2026-01-31T08:00:00.000Z": what the platform writes, in UTC */
bool read_rfc3339(const char *text, ms_t *wall);
void write_rfc3339(ms_t wall, char out[RFC3339_SIZE]);

/* For the validity of certificates: a camera that wakes in 1970 takes the time of its build. */
int64_t certificate_seconds(void);

void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
#define die(...) (say(__VA_ARGS__), exit(1))
void *take_memory(size_t bytes); /* at the start only, touched: a machine that lacks it says so then */

/* 0.5 s, doubling up to 20 s, each with a random part on top: a street must not come back at the same moment. */
ms_t back_off(unsigned *failures, ms_t at_least);

/* ── json.c: read in place, no tree and no allocation ── */

struct span { /* a value's own text within a document; `at` is NULL where there is none */
  const char *at;
  size_t length;
};
struct span json_of(const char *text);
struct span json_get(struct span object, const char *key);
/* The members of an object one after the other: begin with *cursor = 0; false at the end, or where it is no JSON. */
bool json_each(struct span object, size_t *cursor, struct span *key, struct span *value);
bool json_is(struct span value, const char *literal);
/* A string's characters; false if it is none, or does not fit. No string of the protocol needs a backslash, so one with it is
   refused: what was read can be written into JSON again as it is. */
bool json_string(struct span value, char *out, size_t size);
#define json_text(object, key, array) json_string(json_get(object, key), array, sizeof(array))
int64_t json_integer(struct span object, const char *key, int64_t otherwise);

/* ── crypto.c: proofs, sealed objects and their hashes ── */

#define HEX(bytes) ((bytes)*2 + 1)

void hmac_hex(const char *key, const char *text, char out[HEX(32)]); /* HMAC-SHA256 (RFC 2104) */
void sha256_hex(const uint8_t *bytes, size_t length, char out[HEX(32)]);
void random_hex(size_t bytes, char *out);

/* Signatures of the maker, Ed25519 in hex, by the public key in PEM that is in the firmware. */
void signed_open(const char *maker_key);
bool is_signed(const char *text, const char *signature);

/* The one object on its way: begun with key and IV in hex, fed piece by piece, then hashed. AES-128-CBC with PKCS#7. */
struct sealed {
  const uint8_t *bytes;
  size_t length;
  char md5[HEX(16)], sha256[HEX(32)];
};
void seal_open(size_t largest);
bool seal_begin(const char *key, const char *iv);
bool seal_add(const uint8_t *bytes, size_t length); /* false: it does not fit */
bool seal_end(struct sealed *);

/* ── http.c: calls in JSON, and objects, by libcurl; a handle belongs to one thread ── */

struct http;
struct http *http_new(void); /* it believes in session.trust beside the system's roots */

struct answer {
  long status;   /* 0: none came */
  char code[48]; /* the problem's code; "" where all is well or the answer is not ours */
  ms_t wait;     /* what the platform asks to wait for */
  char body[16384];
};
/* Sends `body` (NULL: a GET) to a path of the protocol and reads the answer; true for 2xx. */
bool http_call(struct http *, const char *path, const char *token, const char *body, struct answer *);
/* PUTs an object with exactly these headers (a JSON object). The status, 0 where none came. */
long http_put(struct http *, const char *url, struct span headers, const uint8_t *bytes, size_t length);
/* GETs what `file` does not hold yet of an object of at most so many bytes. The status; where it broke off, or gave way to an
   event, the file holds less.
   `checked` is false where anybody may answer: for an authority whose hash is known. */
long http_get(struct http *, const char *url, FILE *file, size_t most, bool checked);
bool may_repeat(const struct answer *); /* whether the same request may succeed later */

/* ── session.c: who the camera is, kept in flash; and the token that proves it for an hour ── */

#define TOKEN_SIZE 1024

extern struct session {
  char url[256], id[48], secret[128], firmware[24];
  char trust[256];  /* the file of the platform's own authority; "" for none */
  char motion[256]; /* motionDetection as it is set, in JSON */
  bool privacy;
  char release[68], version[24]; /* of firmware: the last that was offered */
  int attempt;
  bool updated; /* its image is in place, and what came of it was not reported yet */
} session;

/* Reads flash, or pairs with the code in PAIRING and the licence in UUID and AUTHKEY. */
void session_open(const char *flash, const char *firmware);
void session_save(void); /* not under the lock of events.c */
void session_forget(const char *why) __attribute__((noreturn));
/* A token, another one than `stale`, and the broker's address that came with it. False while nobody gives one. */
bool session_token(const char *stale, char token[TOKEN_SIZE], char broker[256], ms_t *expires);
/* A call with a token. One that is not taken any more is thrown away: what is sent then is written anew, since the clock
   comes with the token. */
bool session_call(struct http *, const char *path, const char *body, struct answer *);

/* ── ring.c: footage in a fixed piece of memory; what does not fit drives the oldest out ── */

struct unit {
  uint64_t number;   /* rises by one with each unit */
  bool snapshot;     /* else a group of pictures in MPEG-TS, which begins with a key frame */
  ms_t began, ended; /* when its first and its last frame were taken */
  ms_t duration;     /* by its time stamps, up to the next group's first */
  const uint8_t *bytes;
  size_t length;
};
void ring_open(size_t bytes);
uint64_t ring_push(struct unit); /* copies the bytes; the unit's number */
uint64_t ring_oldest(void);
uint64_t ring_next(void);                      /* the number that the next unit gets */
const struct unit *ring_find(uint64_t number); /* NULL where it is not there any more, or not yet */

/* ── capture.c: the encoder, a program that writes MPEG-TS, cut into groups of pictures as they come ── */

/* Runs `command` with LIGHT=day in its environment, again whenever it ends, and hands each group to events_group with the
   number of the encoder's start: time stamps begin anew with each. Ends with its thread after capture_stop. */
void *capture_run(void *command);
void capture_light(bool night); /* restarts the encoder with LIGHT=night or LIGHT=day */
void capture_motion(void);      /* from a signal's handler: the sensor reports motion */
void capture_stop(void);
bool capture_is_h265(void);

/* ── events.c: triggers, permissions and groups of pictures become events, all under one lock ── */

#define FOREVER UINT64_MAX

struct event {
  bool used, dropped;
  char id[HEX(12)]; /* ours: deviceEventId */
  const char *type;
  char nonce[128], probe[64]; /* "" where there is none */
  ms_t triggered, pre_record, motion_until, length, limit;
  uint64_t first, end; /* numbers of units; end is FOREVER while it goes on */
  uint64_t snapshot;   /* FOREVER: none to send */
  /* how far it has come */
  bool opened, opened_anew, closing;
  char platform_id[96], key[HEX(16)];
  uint64_t next;
  int objects;
  ms_t sent;
  /* the object that is being sent: the same bytes however often it is tried */
  bool composed;
  uint64_t object_first, object_end;
  ms_t object_ms, object_last;
  char iv[HEX(16)];
};

extern atomic_int events_under_way; /* that are not continuous: they go before whatever can wait, and end with the process */
void events_open(const char *snapshot_path);
void events_group(struct unit, unsigned start);
struct event *events_wait(ms_t most); /* the event to go on with, or NULL */
void events_lock(void);               /* for all below */
void events_unlock(void);
void events_motion(ms_t length);
void events_motion_after_restart(ms_t length); /* for when the encoder has begun again */
void events_grant(const char *nonce, ms_t max_footage, const char *expires_at);
void events_revoke(const char *nonce);
void events_probe(const char *id, const char *nonce);
void events_record(struct span grant, bool asked); /* `asked`: the answer to our own question, whatever its version */
void events_end_owners(void); /* nothing more of what is not for a verification */
bool event_compose(struct event *);       /* the next object is there */
bool event_is_over(const struct event *); /* everything is sent, and it has ended */
void event_end_here(struct event *);      /* nothing more is added */
void event_forget(struct event *, const char *why);

/* ── uplink.c: opens, declares, PUTs, commits and closes; again after whatever happens on the way ── */

void uplink_open(const char *width_by_height, size_t largest);
void *uplink_run(void *unused);
/* Asks what may be recorded: whenever the line is back, and when a call says that it has ended. */
bool uplink_ask_grant(struct http *);

/* ── firmware.c: asked for, believed by its maker's signature alone, fetched while no event waits ── */

/* The image is put at `place`; whoever starts the camera then starts that, and says by FIRMWARE what runs. */
void firmware_open(const char *pid, const char *maker_key, const char *place);
void firmware_ask(void);           /* there may be some */
void firmware_step(struct http *); /* goes on with it */
/* Why what is offered is not for a camera of this product that runs this; NULL: it is. */
const char *firmware_objection(struct span offer, const char *pid, const char *runs);

/* ── line.c: MQTT, being there and taking commands ── */

void line_run(void);  /* comes back whenever the line is lost, until line_stop */
void line_stop(void); /* from a signal's handler */

#endif
