#include "camera.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static ms_t wall_offset;
static bool wall_known;

static ms_t read_clock(clockid_t id) {
  struct timespec t;
  clock_gettime(id, &t);
  return (ms_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

ms_t now_ms(void) { return read_clock(CLOCK_MONOTONIC); }

ms_t wall_ms(void) {
  pthread_mutex_lock(&lock);
  ms_t at = wall_known ? now_ms() + wall_offset : read_clock(CLOCK_REALTIME);
  pthread_mutex_unlock(&lock);
  return at;
}

bool read_rfc3339(const char *text, ms_t *wall) {
  struct tm t = {0};
  int milli = 0;
  const char format[] = "%4d-%2d-%2dT%2d:%2d:%2d.%3d";
  if (sscanf(text, format, &t.tm_year, &t.tm_mon, &t.tm_mday, &t.tm_hour, &t.tm_min, &t.tm_sec, &milli) < 6) return false;
  t.tm_year -= 1900;
  t.tm_mon -= 1;
  *wall = (ms_t)timegm(&t) * 1000 + milli;
  return true;
}

void set_wall(const char *text) {
  ms_t wall;
  if (!read_rfc3339(text, &wall)) return;
  pthread_mutex_lock(&lock);
  wall_offset = wall - now_ms();
  wall_known = true;
  pthread_mutex_unlock(&lock);
}

void sleep_ms(ms_t wait) { nanosleep(&(struct timespec){wait / 1000, wait % 1000 * 1000000}, NULL); }

void write_rfc3339(ms_t wall, char out[RFC3339_SIZE]) {
  time_t seconds = (time_t)(wall / 1000);
  struct tm t;
  size_t n = strftime(out, RFC3339_SIZE, "%Y-%m-%dT%H:%M:%S", gmtime_r(&seconds, &t));
  snprintf(out + n, RFC3339_SIZE - n, ".%03dZ", (int)(wall % 1000));
}

int64_t certificate_seconds(void) {
  int64_t machine = read_clock(CLOCK_REALTIME) / 1000;
  return machine > BUILD_SECONDS ? machine : BUILD_SECONDS;
}

static void write_line(const char *format, va_list list) {
  char line[600];
  vsnprintf(line, sizeof line, format, list);
  fprintf(stderr, "%9.3f %s\n", (double)now_ms() / 1000, line); /* one call, so that threads do not mix their lines */
}

void say(const char *format, ...) {
  va_list list;
  va_start(list, format);
  write_line(format, list);
  va_end(list);
}

void die(const char *format, ...) {
  va_list list;
  va_start(list, format);
  write_line(format, list);
  exit(1);
}

void *take_memory(size_t bytes) {
  void *memory = malloc(bytes);
  if (!memory) die("no memory for %zu bytes", bytes);
  return memset(memory, 0, bytes);
}

ms_t back_off_next(struct back_off *b, ms_t at_least) {
  ms_t wait = b->failures < 6 ? (ms_t)500 << b->failures : 20000;
  b->failures++;
  if (wait < at_least) wait = at_least;
  return wait + rand() % (wait / 2 + 1);
}
