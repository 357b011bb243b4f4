#include "camera.h"

#include <sys/mman.h>
#include <unistd.h>

#define EVERY 21600000 /* and up to an hour more: a street must not ask at the same moment */

static const char *pid, *place;
static char part[256]; /* beside its place, until it is whole */
static FILE *image;
static size_t length;
static char url[2048], sha256[HEX(32)];
static struct answer answer;
static atomic_llong due;

void firmware_open(const char *of, const char *maker_key, const char *path) {
  signed_open(maker_key);
  pid = of;
  place = path;
  snprintf(part, sizeof part, "%s.part", path);
}

void firmware_ask(void) { due = 0; }

/* Number by number: 2.10 is newer than 2.9, and 2.4 is 2.4.0. */
static int compare(const char *a, const char *b) {
  unsigned x[4] = {0}, y[4] = {0}, i = 0;
  sscanf(a, "%5u.%5u.%5u.%5u", x, x + 1, x + 2, x + 3);
  sscanf(b, "%5u.%5u.%5u.%5u", y, y + 1, y + 2, y + 3);
  while (i < 3 && x[i] == y[i]) i++;
  return (x[i] > y[i]) - (x[i] < y[i]);
}

const char *firmware_objection(struct span offer, const char *product, const char *runs) {
  char of[48], version[24], hash[HEX(32)], back[24] = "-", signature[HEX(64)], text[256];
  struct span manifest = json_get(offer, "manifest");
  bool takes_back = json_text(manifest, "takesBack", back);
  bool whole = json_text(manifest, "pid", of) && json_text(manifest, "version", version) &&
               json_text(manifest, "sha256", hash) && json_text(offer, "signature", signature);
  long long bytes = json_integer(manifest, "bytes", 0);
  if (whole) snprintf(text, sizeof text, "kaitong-firmware-v1\n%s\n%s\n%lld\n%s\n%s\n", of, version, bytes, hash, back);
  if (!whole || !is_signed(text, signature)) return "signature_wrong";
  if (strcmp(of, product) != 0) return "other_product";
  if (takes_back) return compare(back, runs) == 0 && compare(version, back) != 0 ? NULL : "nothing_to_take_back";
  return compare(version, runs) > 0 ? NULL : "not_newer";
}

/* False where it is to be said again. */
static bool report(struct http *http, const char *what, const char *why) {
  char body[400];
  snprintf(body, sizeof body, "{\"releaseId\":\"%s\",\"attempt\":%d,\"firmware\":\"%s\",\"report\":\"%s\"%s%s%s}",
           session.release, session.attempt, session.firmware, what, why ? ",\"reason\":\"" : "", why ? why : "",
           why ? "\"" : "");
  say("firmware %s: %s %s", session.version, what, why ? why : "");
  return session_call(http, "/firmware/reports", body, &answer) || !may_repeat(&answer);
}

static void fail(struct http *http, const char *why) {
  if (image) image = (fclose(image), NULL);
  report(http, "failed", why);
}

static void ask(struct http *http) {
  char path[64], release[sizeof session.release];
  snprintf(path, sizeof path, "/firmware?firmware=%s", session.firmware);
  bool ok = session_call(http, path, NULL, &answer);
  due = now_ms() + (ok ? EVERY + rand() % 3600000 : 30000 + rand() % 30000);
  struct span offer = json_get(json_of(answer.body), "offer"), manifest = json_get(offer, "manifest");
  bool offered = json_text(offer, "releaseId", release) && json_text(offer, "url", url);
  bool same = offered && strcmp(release, session.release) == 0;
  if (!ok || (same && image)) return; /* its address was over: it goes on where it was */
  if (image) image = (fclose(image), NULL);
  if (!offered) return;
  session.attempt = same ? session.attempt + 1 : 1;
  memcpy(session.release, release, sizeof release);
  json_text(manifest, "version", session.version);
  session_save();
  json_text(manifest, "sha256", sha256);
  length = (size_t)json_integer(manifest, "bytes", 0);
  image = fopen(part, "w+b");
  const char *why = firmware_objection(offer, pid, session.firmware);
  if (why || !image) fail(http, why ? why : "image_not_kept");
  else report(http, "downloading", NULL);
}

static bool is_what_was_signed(void) {
  char hash[HEX(32)];
  void *bytes = fflush(image) ? MAP_FAILED : mmap(NULL, length, PROT_READ, MAP_PRIVATE, fileno(image), 0);
  if (bytes == MAP_FAILED) return false;
  sha256_hex(bytes, length, hash);
  munmap(bytes, length);
  return strcmp(hash, sha256) == 0;
}

void firmware_step(struct http *http) {
  if (!pid) return;
  if (session.updated) {
    if (!report(http, compare(session.version, session.firmware) ? "rolled_back" : "installed", NULL)) return;
    session.updated = false;
    session_save();
  }
  if (now_ms() >= due) ask(http);
  if (!image || events_under_way) return;
  long status = (size_t)ftell(image) < length ? http_get(http, url, image, length, true) : 200;
  if (status == 403 || status == 404) due = 0;
  if ((size_t)ftell(image) < length || events_under_way) return; /* the rest comes in the next step */
  const char *why = is_what_was_signed() ? NULL : "image_damaged";
  if (!why && (fsync(fileno(image)) || rename(part, place))) why = "install_failed";
  if (why) fail(http, why);
  if (why) return;
  session.updated = true;
  session_save();
  say("firmware %s is in its place: start again with it", session.version);
  pid = NULL;
  line_stop();
}
