#include "camera.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define PACKET 188
#define STAGING (8u << 20)
#define NONE 0x1fff

static atomic_int child;
static atomic_bool dark, stopping, h265;
static volatile sig_atomic_t moved;

/* What is known of the stream (ISO/IEC 13818-1). */
static unsigned starts, pmt_pid, video_pid;
static uint8_t tables[2][PACKET]; /* PAT and PMT as they came last */

/* The group that is being filled. */
static uint8_t staging[STAGING];
static size_t used;
static bool open, too_long;
static uint64_t first_pts;
static ms_t began, last;
static uint8_t counters[2]; /* of the tables that we write */

static void add(const uint8_t *packet) {
  too_long |= used + PACKET > STAGING;
  if (too_long) return;
  memcpy(staging + used, packet, PACKET);
  used += PACKET;
}

/* Each group begins with the tables, so that it plays by itself. */
static void add_tables(void) {
  for (int i = 0; i < 2; i++) {
    tables[i][3] = (uint8_t)((tables[i][3] & 0xf0) | counters[i]++ % 16);
    add(tables[i]);
  }
}

/* The payload's offset in a packet; PACKET where there is none. */
static size_t payload_of(const uint8_t *p) {
  size_t at = p[3] & 0x20 ? 5u + p[4] : 4u;
  return p[3] & 0x10 && at < PACKET ? at : PACKET;
}

static void read_table(const uint8_t *p, unsigned pid, size_t at) {
  if (at >= PACKET || (at += 1u + p[at]) + 17 > PACKET) return;
  const uint8_t *section = p + at;
  size_t length = 3u + ((section[1] & 15u) << 8 | section[2]);
  if (length > PACKET - at) return;
  memcpy(tables[pid != 0], p, PACKET);
  if (pid == 0) {
    pmt_pid = (section[10] & 31u) << 8 | section[11];
    return;
  }
  size_t i = 12u + ((section[10] & 15u) << 8 | section[11]);
  if (i + 9 > length) return;
  if (section[i] != 0x1b && section[i] != 0x24) die("the encoder must send H.264 or H.265, and no sound");
  h265 = section[i] == 0x24;
  video_pid = (section[i + 1] & 31u) << 8 | section[i + 2];
}

/* The presentation time at the head of a PES packet; false where it has none. */
static bool read_pts(const uint8_t *p, size_t at, uint64_t *pts) {
  if (at + 14 > PACKET || p[at] || p[at + 1] || p[at + 2] != 1 || !(p[at + 7] & 0x80)) return false;
  const uint8_t *t = p + at + 9;
  *pts = (uint64_t)(t[0] & 14) << 29 | (uint64_t)t[1] << 22 | (uint64_t)(t[2] & 254) << 14 | (uint64_t)t[3] << 7 | t[4] >> 1;
  return true;
}

static void end_group(uint64_t pts) {
  if (too_long) say("a group of pictures was longer than %u bytes, and is lost", STAGING);
  if (!open || too_long) return;
  ms_t duration = (ms_t)(((pts - first_pts) & 0x1ffffffff) + 45) / 90;
  events_group((struct unit){.began = began, .ended = last, .duration = duration, .bytes = staging, .length = used}, starts);
}

static void take_packet(const uint8_t *p) {
  unsigned pid = (p[1] & 31u) << 8 | p[2];
  bool begins = p[1] & 0x40;
  size_t at = payload_of(p);
  uint64_t pts;
  if (begins && (pid == 0 || pid == pmt_pid)) read_table(p, pid, at);
  if (pid != video_pid) return;
  if (begins && read_pts(p, at, &pts)) {
    if (p[3] & 0x20 && p[4] > 0 && p[5] & 0x40) { /* the random access indicator: a key frame */
      end_group(pts);
      open = true;
      too_long = false;
      used = 0;
      first_pts = pts;
      began = now_ms();
      add_tables();
    }
    last = now_ms();
  }
  if (open) add(p);
}

static int start_encoder(const char *command) {
  int ends[2];
  if (pipe(ends) != 0) die("no pipe for the encoder");
  pid_t pid = fork();
  if (pid < 0) die("no process for the encoder");
  setpgid(pid, pid); /* a group of its own, which is ended whole */
  if (pid == 0) {
    dup2(ends[1], 1);
    close(ends[0]), close(ends[1]);
    setenv("LIGHT", dark ? "night" : "day", 1);
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
  }
  close(ends[1]);
  child = pid;
  pmt_pid = video_pid = NONE;
  open = false;
  starts++;
  return ends[0];
}

static void read_encoder(int from) {
  static uint8_t buffer[PACKET * 64];
  size_t filled = 0;
  for (;;) {
    int n = poll(&(struct pollfd){from, POLLIN, 0}, 1, 200);
    if (moved) {
      moved = 0;
      events_lock();
      events_motion(6000);
      events_unlock();
    }
    if (n <= 0) continue;
    ssize_t got = read(from, buffer + filled, sizeof buffer - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return;
    filled += (size_t)got;
    size_t at = 0;
    while (filled - at >= PACKET) {
      if (buffer[at] == 0x47) take_packet(buffer + at);
      at += buffer[at] == 0x47 ? PACKET : 1; /* out of step: look for the next beginning */
    }
    memmove(buffer, buffer + at, filled - at);
    filled -= at;
  }
}

void *capture_run(void *command) {
  unsigned failures = 0;
  while (!stopping) {
    int from = start_encoder(command);
    ms_t started = now_ms();
    bool was_dark = dark;
    read_encoder(from);
    close(from);
    kill(-child, SIGKILL);
    waitpid(child, NULL, 0);
    child = 0;
    if (was_dark != dark || stopping) continue;
    if (now_ms() - started > 60000) failures = 0;
    ms_t wait = back_off(&failures, 0);
    say("the encoder ended; once more in %d ms", (int)wait);
    sleep_ms(wait);
  }
  return NULL;
}

static void restart(void) {
  if (child > 0) kill(-child, SIGTERM);
}

void capture_light(bool night) {
  if (dark == night) return;
  dark = night;
  restart();
}

void capture_motion(void) { moved = 1; }

void capture_stop(void) {
  stopping = true;
  restart();
}

bool capture_is_h265(void) { return h265; }
