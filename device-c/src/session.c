#include "camera.h"

#include <openssl/pem.h>
#include <pthread.h>
#include <unistd.h>

struct session session = {.motion = "{\"enabled\":true,\"sensitivity\":\"high\",\"schedule\":null}"};

static char flash[200];
static struct http *http;
static struct answer answer;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char token_now[TOKEN_SIZE], broker_now[256];
static ms_t token_expires;

/* Whole or not at all, whenever the power goes. */
void session_save(void) {
  char buffer[1792], beside[sizeof flash + 8];
  snprintf(beside, sizeof beside, "%s.new", flash);
  events_lock(); /* settings and firmware are of two threads */
  int n = snprintf(buffer, sizeof buffer,
                   "{\"u\":\"%s\",\"id\":\"%s\",\"secret\":\"%s\",\"trust\":\"%s\",\"privacy\":%s,\"motion\":%s,"
                   "\"release\":\"%s\",\"version\":\"%s\",\"attempt\":%d,\"updated\":%s}\n",
                   session.url, session.id, session.secret, session.trust, session.privacy ? "true" : "false", session.motion,
                   session.release, session.version, session.attempt, session.updated ? "true" : "false");
  FILE *file = fopen(beside, "wb");
  if (!file || fwrite(buffer, (size_t)n, 1, file) != 1 || fflush(file) || fsync(fileno(file)) || fclose(file) ||
      rename(beside, flash))
    die("%s cannot be written", flash);
  events_unlock();
}

static bool load(void) {
  char buffer[2048];
  FILE *file = fopen(flash, "rb");
  if (!file) return false;
  buffer[fread(buffer, 1, sizeof buffer - 1, file)] = 0;
  fclose(file);
  struct span all = json_of(buffer), motion = json_get(all, "motion");
  session.privacy = json_is(json_get(all, "privacy"), "true");
  session.updated = json_text(all, "release", session.release) && json_text(all, "version", session.version) &&
                    json_is(json_get(all, "updated"), "true");
  session.attempt = (int)json_integer(all, "attempt", 0);
  if (motion.at && motion.length < sizeof session.motion) snprintf(session.motion, motion.length + 1, "%s", motion.at);
  return json_text(all, "u", session.url) && json_text(all, "id", session.id) && json_text(all, "secret", session.secret) &&
         json_text(all, "trust", session.trust);
}

/* Fetches the platform's authority from anybody, and takes it only if it is the one that the pairing code names. */
static void trust_authority(const char *ca) {
  char url[sizeof session.url + 8], hash[HEX(32)];
  uint8_t *der = NULL;
  const char *host = strstr(session.url, "://");
  if (!host) die("%s is no address", session.url);
  snprintf(url, sizeof url, "%.*s/ca.crt", (int)(host + 3 + strcspn(host + 3, "/") - session.url), session.url);
  FILE *file = tmpfile();
  if (!file || http_get(http, url, file, 16384, false) != 200) die("the platform's authority cannot be fetched");
  rewind(file);
  X509 *certificate = PEM_read_X509(file, NULL, NULL, NULL);
  int length = certificate ? i2d_X509(certificate, &der) : 0;
  if (length <= 0) die("%s is no certificate", url);
  sha256_hex(der, (size_t)length, hash);
  if (strcmp(hash, ca) != 0) die("another authority than the pairing code names: %s", hash);
  snprintf(session.trust, sizeof session.trust, "%s.pem", flash);
  /* it alone: behind it others may stand, whom the code does not name */
  if (!(file = freopen(session.trust, "wb", file)) || !PEM_write_X509(file, certificate) || fflush(file) ||
      fsync(fileno(file)) || fclose(file))
    die("%s cannot be written", session.trust);
  X509_free(certificate), OPENSSL_free(der);
}

static void pair(void) {
  const char *code = getenv("PAIRING"), *uuid = getenv("UUID"), *auth_key = getenv("AUTHKEY");
  char token[128], ca[HEX(32)], text[300], proof[HEX(32)], body[1024];
  if (!code || !uuid || !auth_key) die("not paired yet: PAIRING (the code's text), UUID and AUTHKEY are needed");
  if (!json_text(json_of(code), "u", session.url) || !json_text(json_of(code), "t", token))
    die("PAIRING is not the text of a pairing code");
  if (json_text(json_of(code), "ca", ca)) trust_authority(ca);
  snprintf(text, sizeof text, "%s.%s", token, uuid);
  hmac_hex(auth_key, text, proof);
  snprintf(body, sizeof body,
           "{\"token\":\"%s\",\"uuid\":\"%s\",\"proof\":\"%s\",\"firmware\":\"%s\","
           "\"features\":{\"sleepy\":false,\"probe\":true,\"simulate\":true}}",
           token, uuid, proof, session.firmware);
  for (unsigned failures = 0; !http_call(http, "/pair", "", body, &answer);) {
    if (!may_repeat(&answer)) die("not paired: %s", answer.code);
    sleep_ms(back_off(&failures, answer.wait));
  }
  struct span paired = json_of(answer.body);
  if (!json_text(paired, "deviceId", session.id) || !json_text(paired, "secret", session.secret))
    die("the answer to the pairing cannot be read");
  session_save();
}

void session_open(const char *path, const char *firmware) {
  snprintf(flash, sizeof flash, "%s", path);
  snprintf(session.firmware, sizeof session.firmware, "%s", firmware);
  http = http_new();
  if (!load()) pair();
}

void session_forget(const char *why) {
  unlink(flash);
  if (session.trust[0]) unlink(session.trust);
  die("this camera is paired no more: %s", why);
}

static bool renew(void) {
  char body[512], challenge[256], proof[HEX(32)], time[RFC3339_SIZE];
  ms_t until = 0, server = 0;
  snprintf(body, sizeof body, "{\"deviceId\":\"%s\"}", session.id);
  bool ok = http_call(http, "/challenge", "", body, &answer) && json_text(json_of(answer.body), "challenge", challenge);
  if (ok) {
    hmac_hex(session.secret, challenge, proof);
    snprintf(body, sizeof body, "{\"deviceId\":\"%s\",\"proof\":\"%s\",\"challenge\":\"%s\"}", session.id, proof, challenge);
    ok = http_call(http, "/token", "", body, &answer);
  }
  if (strcmp(answer.code, "device_proof_wrong") == 0) session_forget(answer.code);
  struct span granted = json_of(answer.body);
  if (!ok || !json_text(granted, "token", token_now) || !json_text(granted, "mqttUrl", broker_now)) return false;
  if (json_text(granted, "serverTime", time)) set_wall(time), read_rfc3339(time, &server);
  if (json_text(granted, "expiresAt", time)) read_rfc3339(time, &until);
  token_expires = now_ms() + (until - server);
  return true;
}

bool session_token(const char *stale, char token[TOKEN_SIZE], char broker[256], ms_t *expires) {
  pthread_mutex_lock(&lock);
  bool usable = token_now[0] && now_ms() < token_expires && (!stale || strcmp(stale, token_now) != 0);
  bool ok = usable || renew();
  memcpy(token, token_now, TOKEN_SIZE);
  if (broker) memcpy(broker, broker_now, sizeof broker_now);
  if (expires) *expires = token_expires;
  pthread_mutex_unlock(&lock);
  return ok;
}

bool session_call(struct http *with, const char *path, const char *body, struct answer *a) {
  char token[TOKEN_SIZE];
  *a = (struct answer){0};
  if (!session_token(NULL, token, NULL, NULL)) return false;
  bool ok = http_call(with, path, token, body, a);
  pthread_mutex_lock(&lock);
  if (strcmp(a->code, "device_token_invalid") == 0 && strcmp(token, token_now) == 0) token_expires = 0;
  pthread_mutex_unlock(&lock);
  return ok;
}
