#include "camera.h"

#include <pthread.h>
#include <stdarg.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static ms_t wall_offset; /* from the monotonic clock; 0: not told yet */

static ms_t read_clock(clockid_t id) {
  struct timespec t;
  clock_gettime(id, &t);
  return (ms_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

ms_t now_ms(void) { return read_clock(CLOCK_MONOTONIC); }

ms_t wall_ms(void) {
  pthread_mutex_lock(&lock);
  ms_t at = wall_offset ? now_ms() + wall_offset : read_clock(CLOCK_REALTIME);
  pthread_mutex_unlock(&lock);
  return at;
}

bool read_rfc3339(const char *text, ms_t *wall) {
  struct tm t = {0};
  const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &t);
  if (rest) *wall = (ms_t)timegm(&t) * 1000 + (*rest == '.' ? atoi(rest + 1) : 0);
  return rest != NULL;
}

void set_wall(const char *text) {
  ms_t wall;
  if (!read_rfc3339(text, &wall)) return;
  pthread_mutex_lock(&lock);
  wall_offset = wall - now_ms();
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

void say(const char *format, ...) {
  char line[600];
  va_list list;
  va_start(list, format);
  vsnprintf(line, sizeof line, format, list);
  va_end(list);
  fprintf(stderr, "%9.3f %s\n", (double)now_ms() / 1000, line); /* one call, so that threads do not mix their lines */
}

void *take_memory(size_t bytes) {
  void *memory = malloc(bytes);
  if (!memory) die("no memory for %zu bytes", bytes);
  return memset(memory, 0, bytes);
}

ms_t back_off(unsigned *failures, ms_t at_least) {
  ms_t wait = *failures < 6 ? (ms_t)500 << *failures : 20000;
  ++*failures;
  if (wait < at_least) wait = at_least;
  return wait + rand() % (wait / 2 + 1);
}
