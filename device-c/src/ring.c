#include "camera.h"

#define MOST 2048

static struct unit units[MOST];
static uint8_t *memory;
static size_t size, write_at;
static uint64_t oldest, next;

void ring_open(size_t bytes) { memory = take_memory(size = bytes); }

static size_t place_of(uint64_t number) { return (size_t)(units[number % MOST].bytes - memory); }

uint64_t ring_push(struct unit u) {
  if (u.length > size) return next; /* the caller's staging is smaller than the ring */
  if (write_at + u.length > size) {
    while (oldest < next && place_of(oldest) >= write_at) oldest++;
    write_at = 0;
  }
  while (oldest < next && (next - oldest == MOST || (place_of(oldest) < write_at + u.length &&
                                                     write_at < place_of(oldest) + units[oldest % MOST].length)))
    oldest++;
  u.bytes = memcpy(memory + write_at, u.bytes, u.length);
  u.number = next;
  write_at += u.length;
  units[next % MOST] = u;
  return next++;
}

uint64_t ring_oldest(void) { return oldest; }
uint64_t ring_next(void) { return next; }

const struct unit *ring_find(uint64_t number) {
  return number >= oldest && number < next ? &units[number % MOST] : NULL;
}
