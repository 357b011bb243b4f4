/* A camera for Kaitong in C: see README.md. */
#include "camera.h"

#include <curl/curl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#define LARGEST (16u << 20) /* bytes of an object */

static void on_signal(int signal) {
  if (signal == SIGUSR1) capture_motion();
  else line_stop();
}

static void print_memory(const char *when, size_t footage) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  say("memory %s: %zu kB for footage and %u kB for an object, taken at the start; heap in use %zu kB; resident at most %ld kB",
      when, footage >> 10, LARGEST >> 10, mallinfo2().uordblks >> 10, used.ru_maxrss);
}

static char *setting(const char *name, char *otherwise) {
  char *value = getenv(name);
  if (!value && !otherwise) die("%s is not set: see README.md", name);
  return value ? value : otherwise;
}

int main(void) {
  char *encoder = setting("ENCODER", NULL), *size = setting("SIZE", NULL), *flash = setting("FLASH", NULL);
  size_t footage = (size_t)atoi(setting("MEMORY_MB", "32")) << 20;
  if (footage < LARGEST || footage > (size_t)4 << 30) die("MEMORY_MB is 16 to 4096");
  signal(SIGPIPE, SIG_IGN);
  for (int i = 0; i < 3; i++)
    sigaction((int[]){SIGUSR1, SIGTERM, SIGINT}[i], &(struct sigaction){.sa_handler = on_signal}, NULL);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  srand((unsigned)now_ms() ^ (unsigned)getpid() << 16);
  session_open(flash, setting("FIRMWARE", "2.3.0"));
  ring_open(footage);
  events_open(getenv("SNAPSHOT"));
  uplink_open(size, LARGEST);
  if (getenv("IMAGE")) firmware_open(setting("PID", NULL), setting("MAKER_KEY", NULL), getenv("IMAGE"));

  pthread_t camera, sender;
  if (pthread_create(&camera, NULL, capture_run, encoder) || pthread_create(&sender, NULL, uplink_run, NULL)) die("no threads");
  print_memory("at the start", footage);
  line_run();
  capture_stop();
  pthread_join(camera, NULL);
  print_memory("at the end", footage);
  exit(0); /* the sender may be in the middle of a call, which the platform bears */
}
